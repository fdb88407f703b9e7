package scaffold

import (
	"fmt"
	"slices"
	"strings"
)

// CheckName reports a name that an application's folder cannot have: it begins with a
// letter, and has letters, digits, "-" and "_" of ASCII. The error is [ErrName].
func CheckName(name string) error {
	if name == "" {
		return fmt.Errorf("%w: it is empty; give one like hello", ErrName)
	}
	for i := range len(name) {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '_') {
			return fmt.Errorf("%w: %q; a name begins with a letter and has letters, digits, \"-\" and \"_\", like hello or my-shop", ErrName, name)
		}
	}
	if slices.Contains(devices, strings.ToLower(name)) {
		return fmt.Errorf("%w: %q is a device on Windows; choose another", ErrName, name)
	}
	return nil
}

// devices are names that no file can have on Windows.
var devices = []string{"aux", "con", "nul", "prn"}

// CheckModule reports a path that a module cannot have: elements of letters, digits,
// "-", "_", "." and "~", with slashes between them, that are not packages of the
// standard library. The error is [ErrName].
func CheckModule(module string) error {
	first, _, _ := strings.Cut(module, "/")
	if slices.Contains(reserved, first) {
		return fmt.Errorf("%w: the module %q would be taken for Go's own %q; give it another path with --module, like --module example.com/%s", ErrName, module, first, module)
	}
	for element := range strings.SplitSeq(module, "/") {
		if !isElement(element) {
			return fmt.Errorf("%w: the module path %q; it is made like example.com/shop, of letters, digits, \"-\", \"_\", \".\" and \"~\"", ErrName, module)
		}
	}
	return nil
}

func isElement(s string) bool {
	if s == "" || s[0] == '.' || s[0] == '-' || s[len(s)-1] == '.' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~") == ""
}

// reserved are the first elements of the standard library's paths, and the words that
// the go command takes for sets of packages.
var reserved = []string{
	"all", "archive", "arena", "bufio", "builtin", "bytes", "cmd", "cmp", "compress", "container", "context", "crypto",
	"database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image", "index",
	"internal", "io", "iter", "log", "main", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp",
	"runtime", "simd", "slices", "sort", "std", "strconv", "strings", "structs", "sync", "syscall", "testing", "text",
	"time", "tool", "unicode", "unique", "unsafe", "uuid", "vendor", "weak", "work",
}
