package sqlite

import (
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
)

// This file holds all of the package's unsafe code. SQLite is C translated to Go: its memory comes from libc's own
// allocator, outside of Go's heap, and its functions take addresses as uintptr. The rules here are: an address that
// came from alloc or from SQLite is turned into a slice only by bytesAt, never kept beyond the call that SQLite
// documents as its lifetime, and no address of Go's memory is ever given to SQLite, except of callbacks (see callback).

// alloc returns n bytes of SQLite's memory. Running out of it is as fatal as for Go's own allocator.
func alloc(tls *libc.TLS, n int) uintptr {
	p := libc.Xmalloc(tls, types.Size_t(max(n, 1)))
	if p == 0 {
		panic("sqlite: out of memory")
	}
	return p
}

func free(tls *libc.TLS, p uintptr) {
	if p != 0 {
		libc.Xfree(tls, p)
	}
}

// bytesAt returns n bytes at an address of SQLite's memory, without copying them.
func bytesAt(p uintptr, n int) []byte {
	return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&p))), n)
}

// pointerAt reads the pointer that is stored at p.
func pointerAt(p uintptr) uintptr {
	return *(*uintptr)(*(*unsafe.Pointer)(unsafe.Pointer(&p)))
}

// pointerSize is the size of a C pointer in bytes.
const pointerSize = int(unsafe.Sizeof(uintptr(0)))

// callback returns the address of a Go function as SQLite's translated code calls it. The function must be kept alive
// by a Go variable for as long as SQLite can call it.
func callback[F func(*libc.TLS, uintptr) int32 | func(*libc.TLS, uintptr, int32) int32](f *F) uintptr {
	return *(*uintptr)(unsafe.Pointer(f))
}
