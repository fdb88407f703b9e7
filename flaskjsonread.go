package gourd

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Decode reads data, which is one JSON value, into *v.
func (f FlaskJSON) Decode(data []byte, v any) error {
	text, err := pythonText(data)
	if err != nil {
		return err
	}
	return jsonv2.Unmarshal(text, v, flaskReading)
}

var flaskReading = jsonv2.JoinOptions(
	json.FormatDurationAsNano(true),
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true), // half of a surrogate pair, which becomes U+FFFD; bytes are looked at before
	jsonv2.WithUnmarshalers(jsonv2.JoinUnmarshalers(
		jsonv2.UnmarshalFromFunc(readNumber),
		jsonv2.UnmarshalFromFunc(readTime),
	)),
)

// readNumber gives an any the number that Python would have.
func readNumber(d *jsontext.Decoder, v *any) error {
	if d.PeekKind() != '0' || *v != nil {
		return errors.ErrUnsupported
	}
	text, err := d.ReadValue()
	if err != nil {
		return err
	}
	if bytes.ContainsAny(text, ".eE") {
		*v, err = strconv.ParseFloat(string(text), 64)
		return err
	}
	if n, err := strconv.Atoi(string(text)); err == nil {
		*v = n
		return nil
	}
	n, ok := new(big.Int).SetString(string(text), 10)
	if !ok {
		return fmt.Errorf("gourd: FlaskJSON: %q is not a number", text)
	}
	*v = n
	return nil
}

// readTime reads what FlaskJSON has written, and RFC 3339.
func readTime(d *jsontext.Decoder, t *time.Time) error {
	if d.PeekKind() != '"' {
		return errors.ErrUnsupported
	}
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	text := token.String()
	if *t, err = http.ParseTime(text); err == nil {
		return nil
	}
	if *t, err = time.Parse(time.RFC3339Nano, text); err != nil {
		return fmt.Errorf("gourd: FlaskJSON: %q is no time, want an HTTP date or RFC 3339", text)
	}
	return nil
}

// pythonText makes UTF-8 of a text in the encoding that its first bytes tell, as
// Python's json.detect_encoding.
func pythonText(data []byte) ([]byte, error) {
	width, order, skip := detectEncoding(data)
	data = data[skip:]
	if width == 1 {
		if !utf8.Valid(data) {
			return nil, errors.New("gourd: FlaskJSON: the text is not UTF-8")
		}
		return data, nil
	}
	if len(data)%width != 0 {
		return nil, fmt.Errorf("gourd: FlaskJSON: the text is UTF-%d of %d bytes, which is cut off", 8*width, len(data))
	}
	var b strings.Builder
	if width == 4 {
		for ; len(data) > 0; data = data[4:] {
			b.WriteRune(rune(order.Uint32(data))) // what is no character becomes U+FFFD
		}
		return []byte(b.String()), nil
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units))), nil
}

// detectEncoding returns the bytes of a unit, their order, and how long the byte
// order mark is.
func detectEncoding(b []byte) (width int, order binary.ByteOrder, mark int) {
	little, big := binary.ByteOrder(binary.LittleEndian), binary.ByteOrder(binary.BigEndian)
	switch {
	case bytes.HasPrefix(b, []byte("\x00\x00\xfe\xff")):
		return 4, big, 4
	case bytes.HasPrefix(b, []byte("\xff\xfe\x00\x00")):
		return 4, little, 4
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return 2, big, 2
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return 2, little, 2
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return 1, little, 3
	case len(b) != 2 && len(b) < 4, b[0] != 0 && b[1] != 0:
		return 1, little, 0
	case len(b) == 2 && b[0] == 0:
		return 2, big, 0
	case len(b) == 2:
		return 2, little, 0
	case b[0] == 0 && b[1] == 0:
		return 4, big, 0
	case b[0] == 0:
		return 2, big, 0
	case b[2] == 0 && b[3] == 0:
		return 4, little, 0
	}
	return 2, little, 0
}
