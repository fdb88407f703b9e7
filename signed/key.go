package signed

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"hash"
	"sync"
)

// Derivation says how the key of the HMAC comes from the secret key and the salt. It is no protection for a weak
// secret: secrets are long and random.
type Derivation string

// The derivations of itsdangerous, under its names. H is the digest.
const (
	// DjangoConcat is H(salt + "signer" + key), the default.
	DjangoConcat Derivation = "django-concat"
	// Concat is H(salt + key).
	Concat Derivation = "concat"
	// HMAC is HMAC-H(key, salt), what Flask's sessions use and new formats should.
	HMAC Derivation = "hmac"
	// NoDerivation uses the secret key as it is: the salt then separates nothing.
	NoDerivation Derivation = "none"
)

// Digest names the hash function of the HMAC and of the key derivation.
type Digest string

// The digests, under Python's names. That SHA-1 has collisions does not weaken an HMAC (RFC 6194 section 3.3).
const (
	SHA1   Digest = "sha1" // the default, as in itsdangerous and Flask
	SHA256 Digest = "sha256"
	SHA512 Digest = "sha512"
)

func (d Digest) new() func() hash.Hash {
	switch d {
	case "", SHA1:
		return sha1.New
	case SHA256:
		return sha256.New
	case SHA512:
		return sha512.New
	}
	return nil
}

// derive returns the key of the HMAC.
func derive(how Derivation, digest func() hash.Hash, secret, salt string) ([]byte, error) {
	var h hash.Hash
	var text string
	switch how {
	case "", DjangoConcat:
		h, text = digest(), salt+"signer"+secret
	case Concat:
		h, text = digest(), salt+secret
	case HMAC:
		h, text = hmac.New(digest, []byte(secret)), salt
	case NoDerivation:
		return []byte(secret), nil
	default:
		return nil, fmt.Errorf("signed: the key derivation %q is unknown: use DjangoConcat, Concat, HMAC or NoDerivation", how)
	}
	h.Write([]byte(text))
	return h.Sum(nil), nil
}

// key computes signatures with one derived key. Keyed HMACs are kept for reuse: to key one costs two blocks of
// hashing and five allocations, a signature from a kept one none.
type key struct {
	macs sync.Pool // of *mac
}

func newKey(digest func() hash.Hash, derived []byte) *key {
	k := &key{}
	k.macs.New = func() any { return &mac{hash: hmac.New(digest, derived)} }
	return k
}

// mac is a keyed HMAC with the memory that one signature needs, so that none of it is allocated per call.
type mac struct {
	hash hash.Hash
	text [512]byte // a piece of the string that is hashed; then the signature to compare with
	sum  [sha512.Size]byte
	sig  [(sha512.Size*8 + 5) / 6]byte
}

// signature returns the base64 of the HMAC of what was written; it is valid until m goes back to its pool.
func (m *mac) signature() []byte {
	sum := m.hash.Sum(m.sum[:0])
	return base64.RawURLEncoding.AppendEncode(m.sig[:0], sum)
}

// append appends the signature of value to dst.
func (k *key) append(dst, value []byte) []byte {
	m := k.macs.Get().(*mac)
	defer k.macs.Put(m)
	m.hash.Reset()
	m.hash.Write(value)
	return append(dst, m.signature()...)
}

// matches reports whether sig is the signature of value. It compares the encoded forms, so that a signature has one
// spelling only, in a time that depends on the lengths alone.
func (k *key) matches(value, sig string) bool {
	m := k.macs.Get().(*mac)
	defer k.macs.Put(m)
	m.hash.Reset()
	for len(value) > 0 {
		n := copy(m.text[:], value)
		m.hash.Write(m.text[:n])
		value = value[n:]
	}
	want := m.signature()
	if len(sig) != len(want) {
		return false
	}
	n := copy(m.text[:], sig)
	return subtle.ConstantTimeCompare(m.text[:n], want) == 1
}
