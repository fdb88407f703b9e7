// Package signed makes and reads values that a client keeps and cannot change: tokens in links, session cookies. It
// speaks the format of Python's itsdangerous 2.2 and of Flask 3.1's session cookie, byte for byte, so that a Go and a
// Python application can read each other's values; and Werkzeug 3.1's password hashes.
//
// It is not for secrets: whoever holds a signed value can read it. It does not encrypt, knows no HTTP and no
// application, sets no cookie, looks at no clock (the caller says what time it is) and keeps no state.
//
// There are five levels, each of use alone:
//
//   - [Signer] appends a signature to a string: "value.signature".
//   - [TimestampSigner] adds the time of the signing: "value.time.signature", and refuses what is too old.
//   - [Serializer] and [TimedSerializer] sign a Go value as JSON, compressed when that is shorter, in characters that
//     are safe in a URL. Their JSON comes from a [Codec]: [JSON], or [TaggedJSON] for Flask's types.
//   - [SessionCodec] is a TimedSerializer with the parameters of Flask's session cookie.
//   - [GeneratePasswordHash], [CheckPasswordHash] and [Passwords] stand beside them: they need no key.
//
// A session cookie that Flask reads, and the other way round:
//
//	codec, err := signed.NewSessionCodec(newSecret, oldSecret) // the old one still reads, and never signs
//	…
//	cookie, err := codec.Encode(map[string]any{"user": "ann"}, time.Now())
//	…
//	session, err := codec.Decode(cookie, signed.SessionLifetime, time.Now())
//	if err != nil { // errors.Is(err, signed.ErrExpired), signed.ErrSignature, signed.ErrFormat
//		session = map[string]any{}
//	}
//
// # Strictness
//
// All that itsdangerous writes is read. Some of what itsdangerous only tolerates is not: it decodes a signature's
// base64 leniently, so that characters outside the alphabet and the unused low bits of the last character may be
// changed freely. Here a signature has exactly one spelling, and a change of any byte of a signed value is noticed.
//
// # Concurrency
//
// Everything may be used by any number of goroutines at once.
package signed
