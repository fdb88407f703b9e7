package signed

import (
	"encoding/json/v2"
	"fmt"
	"time"
)

// Codec turns values of T into JSON text and back. It may be used by several goroutines at once.
type Codec[T any] interface {
	// Append appends the text of v to dst.
	Append(dst []byte, v T) ([]byte, error)
	// Parse reads what Append wrote. The value must not refer to text, which is reused.
	Parse(text []byte) (T, error)
}

// JSON is the codec of plain JSON: compact, not escaped beyond what JSON asks for, as itsdangerous writes it, by the
// rules of encoding/json/v2. The keys of maps are sorted, which itsdangerous does not do.
type JSON[T any] struct{}

var _ Codec[int] = JSON[int]{}

// Append appends v as JSON.
func (JSON[T]) Append(dst []byte, v T) ([]byte, error) {
	text, err := json.Marshal(v, json.Deterministic(true))
	return append(dst, text...), err
}

// Parse reads JSON.
func (JSON[T]) Parse(text []byte) (v T, err error) {
	err = json.Unmarshal(text, &v)
	return v, err
}

// DefaultMaxSize bounds the JSON text of a serializer, in bytes, when MaxSize is zero: 1 MiB.
const DefaultMaxSize = 1 << 20

// SerializerOptions are the parameters of a serializer. With Key alone they are the defaults of itsdangerous.
type SerializerOptions[T any] struct {
	Options
	// Codec writes and reads the payload. Nil means JSON[T].
	Codec Codec[T]
	// MaxSize bounds the JSON text in bytes, decompressed, both ways: 4 KiB of a compressed cookie can hold 4 MiB.
	// Zero or less means DefaultMaxSize. itsdangerous has no bound.
	MaxSize int
}

// setup fills in the salt and makes the payload of both serializers.
func (o *SerializerOptions[T]) setup() *payload[T] {
	if o.Salt == "" {
		o.Salt = "itsdangerous"
	}
	p := &payload[T]{codec: o.Codec, limit: o.MaxSize}
	if p.codec == nil {
		p.codec = JSON[T]{}
	}
	if p.limit <= 0 {
		p.limit = DefaultMaxSize
	}
	p.spaces.New = func() any { return new(workspace) }
	return p
}

// Serializer signs values of T: itsdangerous.URLSafeSerializer. Make one with [NewSerializer].
type Serializer[T any] struct {
	payload *payload[T]
	signer  *Signer
}

// NewSerializer makes a Serializer. It fails as [NewSigner] does.
func NewSerializer[T any](o SerializerOptions[T]) (*Serializer[T], error) {
	p := o.setup()
	signer, err := NewSigner(o.Options)
	if err != nil {
		return nil, err
	}
	return &Serializer[T]{p, signer}, nil
}

// Encode returns v, signed. It fails when the codec does, and when the text is longer than MaxSize.
func (s *Serializer[T]) Encode(v T) (string, error) {
	return s.payload.encode(v, func(buf []byte) []byte { return s.signer.sign(buf, 0) })
}

// Decode returns the value. Errors are of the kinds ErrSignature and ErrFormat (a part is missing, or the payload is
// not base64, zlib or text of the codec, or longer than MaxSize). Nothing is decoded before the signature is checked.
func (s *Serializer[T]) Decode(text string) (v T, err error) {
	value, err := s.signer.Unsign(text)
	if err != nil {
		return v, err
	}
	return s.payload.decode(value)
}

// TimedSerializer signs values of T with the time: itsdangerous.URLSafeTimedSerializer. Make one with
// [NewTimedSerializer].
type TimedSerializer[T any] struct {
	payload *payload[T]
	signer  *TimestampSigner
}

// NewTimedSerializer makes a TimedSerializer. It fails as [NewSigner] does.
func NewTimedSerializer[T any](o SerializerOptions[T]) (*TimedSerializer[T], error) {
	p := o.setup()
	signer, err := NewTimestampSigner(o.Options)
	if err != nil {
		return nil, err
	}
	return &TimedSerializer[T]{p, signer}, nil
}

// Encode returns v, signed at now. It fails when the codec does, and when the text is longer than MaxSize.
func (s *TimedSerializer[T]) Encode(v T, now time.Time) (string, error) {
	return s.payload.encode(v, func(buf []byte) []byte { return s.signer.sign(buf, 0, now) })
}

// Decode returns the value and when it was signed. The age is checked as [TimestampSigner.Unsign] says. Errors are of
// the kinds ErrSignature, ErrExpired and ErrFormat (as those of [Serializer.Decode]).
func (s *TimedSerializer[T]) Decode(text string, maxAge time.Duration, now time.Time) (v T, at time.Time, err error) {
	value, at, err := s.signer.Unsign(text, maxAge, now)
	if err != nil {
		return v, time.Time{}, err
	}
	if v, err = s.payload.decode(value); err != nil {
		return v, time.Time{}, err
	}
	return v, at, nil
}

// tooLong says that a text does not fit.
func tooLong(limit int) string {
	return fmt.Sprintf("the payload is longer than %d bytes (MaxSize)", limit)
}
