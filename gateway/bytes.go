package gateway

import "unsafe"

// This file, viewid.go at the root and db/sqlite/memory.go are the only ones that use unsafe. Its two functions
// look at the same bytes as another type; neither result is ever written to.

// View returns b as a string without a copy. It is valid as long as b is
// unchanged: for the head of an Exchange, until its handler returns. To keep a
// string, use [Exchange.Text].
func View(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Bytes returns s as bytes without a copy. They must not be written to.
func Bytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
