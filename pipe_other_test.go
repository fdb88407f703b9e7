//go:build !unix

package gourd_test

import "errors"

// makePipe makes no named pipe: here they are no files.
func makePipe(string) error { return errors.ErrUnsupported }
