package gourd

import (
	"fmt"
	"runtime"
	"strings"
)

// SetupError is a mistake in how an application is put together. Registering
// methods panic with it where they can tell at once; [App.Setup] returns what only
// the whole application shows.
type SetupError struct{ Message string }

func (e *SetupError) Error() string { return "gourd: " + e.Message }

// misuse panics with a SetupError.
func misuse(format string, args ...any) { panic(&SetupError{fmt.Sprintf(format, args...)}) }

// caller returns the file and line of the call into this package: "main.go:12",
// with the folder that it stands in.
func caller() string {
	file, line := callSite()
	return shortFile(file) + ":" + itoa(line)
}

// callSite finds the nearest frame that is not the package's own.
func callSite() (file string, line int) {
	var pcs [16]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, packagePath+".") {
			return f.File, f.Line
		}
		if !more {
			return "unknown", 0
		}
	}
}

const packagePath = "github.com/gourd-go/gourd"

// shortFile keeps a file's name and its folder.
func shortFile(path string) string {
	cut := strings.LastIndexByte(path, '/')
	if cut < 0 {
		return path
	}
	if before := strings.LastIndexByte(path[:cut], '/'); before >= 0 {
		return path[before+1:]
	}
	return path
}
