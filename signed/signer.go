package signed

import (
	"errors"
	"fmt"
	"hash"
	"strings"
)

// Options are the parameters of a signer. With Key alone they are the defaults of itsdangerous.
type Options struct {
	// Key signs and is the first to read. It is a long random string of any bytes; it must not be empty.
	Key string
	// Fallbacks read what was signed before Key came, and never sign: Flask's SECRET_KEY_FALLBACKS. They are tried
	// last to first, and none may be empty.
	Fallbacks []string
	// Salt sets apart what is signed for different ends, so that a token for one is refused for the other. It is
	// not secret. Empty means "itsdangerous.Signer" for the signers and "itsdangerous" for the serializers.
	Salt string
	// Derivation makes the HMAC's key from Key and Salt. Empty means DjangoConcat.
	Derivation Derivation
	// Digest is the hash function. Empty means SHA1.
	Digest Digest
	// Separator stands between the parts. Empty means ".". At least one of its bytes must be outside of A-Z, a-z,
	// 0-9, "-", "_" and "=".
	Separator string
}

const (
	defaultSalt      = "itsdangerous.Signer"
	defaultSeparator = "."
)

// Signer signs strings: "value" becomes "value.signature". It is itsdangerous.Signer. Make one with [NewSigner].
type Signer struct {
	keys      []*key // the one that signs, then the others in the order in which they are tried
	separator string
}

// NewSigner makes a Signer. It fails on an empty key, an unknown derivation or digest, and a separator that could be
// part of a signature.
func NewSigner(o Options) (*Signer, error) {
	if o.Salt == "" {
		o.Salt = defaultSalt
	}
	if o.Separator == "" {
		o.Separator = defaultSeparator
	}
	if strings.Trim(o.Separator, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=") == "" {
		return nil, fmt.Errorf("signed: the separator %q may be part of a signature: use one with another character than letters, digits, \"-\", \"_\" and \"=\"", o.Separator)
	}
	digest := o.Digest.new()
	if digest == nil {
		return nil, fmt.Errorf("signed: the digest %q is unknown: use SHA1, SHA256 or SHA512", o.Digest)
	}
	s := &Signer{separator: o.Separator}
	if err := s.add(o, digest, o.Key); err != nil {
		return nil, err
	}
	for i := len(o.Fallbacks) - 1; i >= 0; i-- {
		if err := s.add(o, digest, o.Fallbacks[i]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// add derives a key and puts it last.
func (s *Signer) add(o Options, digest func() hash.Hash, secret string) error {
	if secret == "" {
		return errors.New("signed: a key is empty, with which everybody could sign: set Key, and leave no empty string in Fallbacks")
	}
	derived, err := derive(o.Derivation, digest, secret, o.Salt)
	if err != nil {
		return err
	}
	s.keys = append(s.keys, newKey(digest, derived))
	return nil
}

// Sign returns value with its signature.
func (s *Signer) Sign(value string) string {
	buf := make([]byte, 0, len(value)+len(s.separator)+len(mac{}.sig))
	return string(s.sign(append(buf, value...), 0))
}

// Unsign returns the value without its signature, which must be of one of the keys. It allocates nothing. Errors are
// of the kinds ErrSignature and ErrFormat (no separator).
func (s *Signer) Unsign(signed string) (string, error) {
	i := strings.LastIndex(signed, s.separator)
	if i < 0 {
		return "", formatError(fmt.Sprintf("no %q before a signature", s.separator), nil)
	}
	value, sig := signed[:i], signed[i+len(s.separator):]
	for _, k := range s.keys {
		if k.matches(value, sig) {
			return value, nil
		}
	}
	return "", &Error{Kind: ErrSignature, Reason: "signature does not match"}
}

// sign appends the signature of buf[from:] to buf.
func (s *Signer) sign(buf []byte, from int) []byte {
	value := buf[from:]
	return s.keys[0].append(append(buf, s.separator...), value)
}
