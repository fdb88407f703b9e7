package signed

import (
	"errors"
	"time"
)

// What reading a signed value can fail with, for errors.Is. The error itself is an [*Error], which says more.
var (
	// ErrSignature means that the value was not signed with any of the keys, or was changed since.
	ErrSignature = errors.New("signed: signature does not match")
	// ErrExpired means that the signature is right and the value is older than allowed, or from the future.
	ErrExpired = errors.New("signed: value has expired")
	// ErrFormat means that the value is not of the expected form: a part is missing or cannot be decoded.
	ErrFormat = errors.New("signed: value is malformed")
	// ErrCost means that a password hash asks for more memory or time than [Passwords] allows.
	ErrCost = errors.New("signed: password hash is too costly")
)

// Error says why a signed value or a password hash was refused. Its text never quotes the value: a signed value is
// often a credential, and errors go to logs.
type Error struct {
	// Kind is ErrSignature, ErrExpired, ErrFormat or ErrCost.
	Kind error
	// Reason says what was wrong, in a few words.
	Reason string
	// SignedAt is when the value was signed, in UTC; set only when Kind is ErrExpired, since no other failure leaves
	// a time that can be trusted.
	SignedAt time.Time
	// Err is what caused it, or nil.
	Err error
}

// Error returns the reason and its cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return "signed: " + e.Reason + ": " + e.Err.Error()
	}
	return "signed: " + e.Reason
}

// Is reports whether target is the kind of e.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func formatError(reason string, cause error) error {
	return &Error{Kind: ErrFormat, Reason: reason, Err: cause}
}
