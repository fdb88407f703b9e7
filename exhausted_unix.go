//go:build unix

package gourd

import (
	"errors"
	"syscall"
)

// isExhausted reports whether the system, and not the file, is why a file cannot be
// opened.
func isExhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM) || errors.Is(err, syscall.EIO)
}
