package scaffold

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// ErrCheckout is the error of a folder that is no checkout of Gourd.
var ErrCheckout = errors.New("no checkout of Gourd")

const modulePath = "github.com/gourd-go/gourd"

// BuiltFrom returns the checkout that the running command was built from, "" when it
// is not known: the build has cut off the folders' names (-trimpath).
func BuiltFrom() string {
	_, file, _, _ := runtime.Caller(0)
	if !filepath.IsAbs(file) {
		return ""
	}
	// The file is cmd/gourd/internal/scaffold/checkout.go.
	dir := file
	for range 5 {
		dir = filepath.Dir(dir)
	}
	return filepath.FromSlash(dir)
}

// checkout is what an application has to know of one.
type checkout struct{ dir, goVersion, toolchain string }

// openCheckout looks whether the folder has Gourd and its command, and which Go they
// need.
func openCheckout(dir string) (checkout, error) {
	if dir == "" {
		return checkout{}, fmt.Errorf("%w is known: this command was built without its folder's name; give the folder of one with --replace DIR", ErrCheckout)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return checkout{}, err
	}
	c := checkout{dir: dir}
	for _, want := range [...]struct{ folder, module string }{
		{filepath.Join(dir, "cmd", "gourd"), modulePath + "/cmd/gourd"},
		{dir, modulePath},
	} {
		file := filepath.Join(want.folder, "go.mod")
		text, err := os.ReadFile(file)
		if err != nil {
			return checkout{}, fmt.Errorf("%w in %s: %v; give the folder of one with --replace DIR", ErrCheckout, dir, err)
		}
		c.goVersion, c.toolchain = directive(text, "go"), directive(text, "toolchain")
		if module := directive(text, "module"); module != want.module || c.goVersion == "" {
			return checkout{}, fmt.Errorf("%w in %s: its file %s is of the module %q, want %s; give the folder of a checkout with --replace DIR", ErrCheckout, dir, file, module, want.module)
		}
	}
	return c, nil
}

// directive returns the argument of a line of go.mod that has one, "" when there is
// no such line.
func directive(text []byte, name string) string {
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		if fields := strings.Fields(line); len(fields) == 2 && fields[0] == name {
			return strings.Trim(fields[1], "\"`")
		}
	}
	return ""
}

// quotePath writes a path as go.mod has it: in quotes where it has something that
// ends a word there.
func quotePath(path string) string {
	if strings.ContainsAny(path, " \t\"'`()[]{},") || strings.Contains(path, "//") || strings.Contains(path, "/*") {
		return strconv.Quote(path)
	}
	return path
}
