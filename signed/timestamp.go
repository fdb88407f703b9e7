package signed

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"
)

// Forever as a maximal age means that the age does not matter, not even that of a value from the future: max_age=None
// of itsdangerous.
const Forever time.Duration = math.MaxInt64

// lastSecond is the end of the year 9999, the last that Python's datetime can hold.
const lastSecond = 253402300799

// TimestampSigner signs strings together with the time: "value" becomes "value.time.signature". It is
// itsdangerous.TimestampSigner. Make one with [NewTimestampSigner].
type TimestampSigner struct {
	signer *Signer
}

// NewTimestampSigner makes a TimestampSigner. It fails as [NewSigner] does.
func NewTimestampSigner(o Options) (*TimestampSigner, error) {
	s, err := NewSigner(o)
	if err != nil {
		return nil, err
	}
	return &TimestampSigner{s}, nil
}

// Sign returns value with now, in whole seconds, and the signature of both. A time before 1970, which the format does
// not know, counts as 1970.
func (s *TimestampSigner) Sign(value string, now time.Time) string {
	buf := make([]byte, 0, len(value)+2*len(s.signer.separator)+12+len(mac{}.sig))
	return string(s.sign(append(buf, value...), 0, now))
}

// Unsign returns the value and when it was signed, in UTC. The signature must be of one of the keys, and the age at
// now between zero and maxAge, in whole seconds; a negative maxAge lets nothing pass, [Forever] everything. Errors are
// of the kinds ErrSignature, ErrExpired and ErrFormat (a part is missing, the time cannot be read).
func (s *TimestampSigner) Unsign(signed string, maxAge time.Duration, now time.Time) (value string, at time.Time, err error) {
	rest, err := s.signer.Unsign(signed)
	if err != nil {
		return "", time.Time{}, err
	}
	i := strings.LastIndex(rest, s.signer.separator)
	if i < 0 {
		return "", time.Time{}, formatError("no time before the signature", nil)
	}
	seconds, ok := parseSeconds(rest[i+len(s.signer.separator):])
	if !ok {
		return "", time.Time{}, formatError("the time of signing cannot be read", nil)
	}
	at = time.Unix(seconds, 0).UTC()
	if maxAge != Forever {
		if reason := expired(now.Unix()-seconds, maxAge); reason != "" {
			return "", time.Time{}, &Error{Kind: ErrExpired, Reason: reason, SignedAt: at}
		}
	}
	return rest[:i], at, nil
}

// expired says why an age in seconds is not allowed, or "".
func expired(age int64, maxAge time.Duration) string {
	switch {
	case age < 0:
		return fmt.Sprintf("signed %d seconds in the future", -age)
	case maxAge < 0 || age > int64(maxAge/time.Second):
		return fmt.Sprintf("signed %d seconds ago, more than the %d allowed", age, int64(maxAge/time.Second))
	}
	return ""
}

// sign appends the time and the signature of buf[from:] to buf.
func (s *TimestampSigner) sign(buf []byte, from int, now time.Time) []byte {
	buf = append(buf, s.signer.separator...)
	buf = appendSeconds(buf, now.Unix())
	return s.signer.sign(buf, from)
}

// appendSeconds appends the base64 of the big-endian bytes of seconds, without leading zero bytes.
func appendSeconds(dst []byte, seconds int64) []byte {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], uint64(max(seconds, 0)))
	i := 0
	for i < len(raw) && raw[i] == 0 {
		i++
	}
	return base64.RawURLEncoding.AppendEncode(dst, raw[i:])
}

// parseSeconds reads what appendSeconds writes.
func parseSeconds(text string) (int64, bool) {
	var src [11]byte
	var raw [9]byte
	if len(text) > len(src) {
		return 0, false
	}
	n, err := base64.RawURLEncoding.Decode(raw[:], src[:copy(src[:], text)])
	if err != nil {
		return 0, false
	}
	var seconds uint64
	for _, b := range raw[:n] {
		seconds = seconds<<8 | uint64(b)
	}
	return int64(seconds), seconds <= lastSecond
}
