package signed

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"hash"
	"math/bits"
	"strconv"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// scryptLength is the length of Python's scrypt in bytes.
const scryptLength = 64

// method is a way to hash a password, with all of its parameters.
type method struct {
	digest     string // of PBKDF2; empty for scrypt
	iterations int
	n, r, p    int
}

// String returns the first part of a hash.
func (m method) String() string {
	if m.digest != "" {
		return fmt.Sprintf("pbkdf2:%s:%d", m.digest, m.iterations)
	}
	return fmt.Sprintf("scrypt:%d:%d:%d", m.n, m.r, m.p)
}

// parseMethod reads the first part of a hash, whose parameters may be left out.
func parseMethod(text string) (method, error) {
	name, args, _ := strings.Cut(text, ":")
	var params []string
	if len(name) < len(text) {
		params = strings.Split(args, ":")
	}
	var m method
	var err error
	switch name {
	case "scrypt":
		m, err = parseScrypt(params)
	case "pbkdf2":
		m, err = parsePBKDF2(params)
	default:
		err = errors.New(`expected "scrypt" or "pbkdf2"`)
	}
	if err != nil {
		return method{}, formatError(fmt.Sprintf("password method %.40q", text), err)
	}
	return m, nil
}

var errScryptArgs = errors.New("scrypt takes three whole numbers above zero, N a power of two: " + ScryptMethod)

func parseScrypt(params []string) (method, error) {
	if len(params) == 0 {
		return method{n: 1 << 15, r: 8, p: 1}, nil
	}
	if len(params) != 3 {
		return method{}, errScryptArgs
	}
	var numbers [3]int
	for i, text := range params {
		n, err := strconv.ParseInt(text, 10, 32) // as many bits as any limit can allow
		if err != nil || n < 1 {
			return method{}, errScryptArgs
		}
		numbers[i] = int(n)
	}
	m := method{n: numbers[0], r: numbers[1], p: numbers[2]}
	if m.n < 2 || m.n&(m.n-1) != 0 {
		return method{}, errScryptArgs
	}
	return m, nil
}

func parsePBKDF2(params []string) (method, error) {
	m := method{digest: "sha256", iterations: 1_000_000}
	if len(params) > 2 {
		return method{}, errors.New("pbkdf2 takes a digest and a number of iterations: " + PBKDF2Method)
	}
	if len(params) > 0 {
		m.digest = params[0]
	}
	if passwordDigest(m.digest) == nil {
		return method{}, errors.New("the digest is none of sha1, sha224, sha256, sha384 and sha512")
	}
	if len(params) == 2 {
		n, err := strconv.ParseInt(params[1], 10, 32)
		if err != nil || n < 1 {
			return method{}, errors.New("the number of iterations is not a whole number above zero")
		}
		m.iterations = int(n)
	}
	return m, nil
}

func passwordDigest(name string) func() hash.Hash {
	switch name {
	case "sha1":
		return sha1.New
	case "sha224":
		return sha256.New224
	case "sha256":
		return sha256.New
	case "sha384":
		return sha512.New384
	case "sha512":
		return sha512.New
	}
	return nil
}

// affordable checks the limits. scrypt holds 128 * r * (N + p) bytes (RFC 7914 section 6) and mixes N * p blocks of a
// size proportional to r.
func (m method) affordable(memory, rounds int) error {
	if m.digest != "" {
		if m.iterations > rounds {
			return costError(m, fmt.Sprintf("more than %d iterations (MaxRounds)", rounds))
		}
		return nil
	}
	// Each factor is below 2^31; the sum below 2^32.
	high, need := bits.Mul64(128*uint64(m.r), uint64(m.n)+uint64(m.p))
	if high != 0 || need > uint64(memory) {
		return costError(m, fmt.Sprintf("more than %d bytes of memory (MaxMemory)", memory))
	}
	high, work := bits.Mul64(uint64(m.n)*uint64(m.r), uint64(m.p))
	if high != 0 || work > uint64(rounds) {
		return costError(m, fmt.Sprintf("N * r * p is more than %d (MaxRounds)", rounds))
	}
	return nil
}

func costError(m method, reason string) error {
	return &Error{Kind: ErrCost, Reason: "password method " + m.String() + ": " + reason}
}

// sum computes the hash.
func (m method) sum(salt, password string) ([]byte, error) {
	if m.digest == "" {
		return scrypt.Key([]byte(password), []byte(salt), m.n, m.r, m.p, scryptLength)
	}
	digest := passwordDigest(m.digest)
	return pbkdf2.Key(digest, password, []byte(salt), m.iterations, digest().Size())
}
