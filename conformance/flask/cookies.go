package flask

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// sameCookies reports whether two answers set the same cookies, in the same order. The
// times at which they expire may differ by what a request takes, and of the cookie that
// is signed with the time the payload counts.
func sameCookies(flask, gourd []string, signed string) bool {
	return slices.EqualFunc(flask, gourd, func(f, g string) bool { return sameCookie(f, g, signed) })
}

func sameCookie(flask, gourd, signed string) bool {
	return slices.EqualFunc(strings.Split(flask, "; "), strings.Split(gourd, "; "), func(f, g string) bool {
		nameF, valueF, _ := strings.Cut(f, "=")
		nameG, valueG, _ := strings.Cut(g, "=")
		switch {
		case f == g:
			return true
		case nameF != nameG:
			return false
		case nameF == "Expires":
			return sameTime(valueF, valueG)
		case nameF == signed && signed != "":
			payloadF, errF := payload(valueF)
			payloadG, errG := payload(valueG)
			return errF == nil && errG == nil && payloadF == payloadG
		}
		return false
	})
}

// mostApart is how far the clocks of two answers may be apart.
const mostApart = 5 * time.Second

func sameTime(a, b string) bool {
	first, errA := http.ParseTime(a)
	second, errB := http.ParseTime(b)
	return errA == nil && errB == nil && first.Sub(second).Abs() <= mostApart
}

// payload is what a value signed in the format of itsdangerous's URLSafeTimedSerializer
// holds: payload.time.signature, where the payload is base64, of something compressed if
// a dot stands before it.
func payload(value string) (string, error) {
	parts := strings.Split(strings.Trim(value, `"`), ".")
	if len(parts) < 3 {
		return "", fmt.Errorf("flask: %q is not a signed value", value)
	}
	text := strings.Join(parts[:len(parts)-2], ".")
	encoded, compressed := strings.CutPrefix(text, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || !compressed {
		return string(decoded), err
	}
	r, err := zlib.NewReader(bytes.NewReader(decoded))
	if err != nil {
		return "", err
	}
	const most = 1 << 20
	plain, err := io.ReadAll(io.LimitReader(r, most))
	return string(plain), err
}
