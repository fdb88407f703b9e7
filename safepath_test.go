package gourd_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/python"
)

var hostilePaths = []string{
	"", "a", "a/b", "..", "../a", "a/..", "a/../b", "a/../../b", "./a", ".", "...", "..a", "a..", "/", "/a", "//a", "///a", "a//b", "a/", "a/.", "/..",
	"a\\b", "..\\a", "\\\\host", "C:/x", "C:x", "a\x00b", "con", "aux.txt", "a/nul", "é", "..é", " ..", ".. ", "~", "~/a", "a/b/../../..", "a/b/../..",
}

func TestSafeJoinIsThatOfWerkzeug(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Werkzeug's rules for Windows are compared in TestPathsOnWindows")
	}
	flask := python.Start(t, "answers.py")
	compare := func(folder string, parts ...string) {
		t.Helper()
		want := flask.Ask[textAnswer](t, map[string]any{"ask": "join", "folder": folder, "parts": append([]string{}, parts...)})
		if got, ok := gourd.SafeJoin(folder, parts...); ok != want.OK || got != want.Text {
			t.Errorf("SafeJoin(%q, %q) is %q, %v; in Werkzeug %q, %v", folder, parts, got, ok, want.Text, want.OK)
		}
	}
	for _, folder := range []string{"", ".", "up", "up/", "/srv/up", "/"} {
		compare(folder)
		for _, path := range hostilePaths {
			compare(folder, path)
			compare(folder, "x", path)
			compare(folder, path, "x")
		}
	}
}

var fileNames = []string{
	"My cool movie.mov", "../../../etc/passwd", "i contain cool \u00fcml\u00e4uts.txt", "i contain cool u\u0308ml.txt", "", ".", "..", "...", "__filename__", "_x_", "foo$&^*)bar",
	"a\tb\nc\vd\x1ce\x85f", "ﬁ½²Ⅷ.txt", "日本", "日本.txt", ".bashrc", "a.tar.gz", "con", "CON.txt", "aux", "a\\b", "C:\\x", "a\x00b", "-rf", "a b  c ", " . ", "Ünïcödé…", "\u212bngstrom", "x\u00a0y", "%2e%2e",
}

func TestSecureFilenameIsThatOfWerkzeug(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Werkzeug's rules for Windows are compared in TestPathsOnWindows")
	}
	flask := python.Start(t, "answers.py")
	for _, name := range append(fileNames, hostilePaths...) {
		want := flask.Ask[textAnswer](t, map[string]any{"ask": "name", "name": name})
		if got := gourd.SecureFilename(name); got != want.Text {
			t.Errorf("SecureFilename(%q) is %q, in Werkzeug %q", name, got, want.Text)
		}
	}
}

func FuzzPaths(f *testing.F) {
	for _, name := range append(fileNames, hostilePaths...) {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		secure := gourd.SecureFilename(name)
		if strings.Trim(secure, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") != "" || strings.HasPrefix(secure, ".") || gourd.SecureFilename(secure) != secure {
			t.Errorf("SecureFilename(%q) is %q", name, secure)
		}
		joined, ok := gourd.SafeJoin("/srv/up", name)
		if !ok {
			return
		}
		if rel, err := filepath.Rel("/srv/up", joined); err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
			t.Errorf("SafeJoin lets %q lead to %q", name, joined)
		}
	})
}

func ExampleSafeJoin() {
	fmt.Println(gourd.SafeJoin("uploads", "2026/report.pdf"))
	fmt.Println(gourd.SafeJoin("uploads", "../secret"))
	// Output:
	// uploads/2026/report.pdf true
	//  false
}

func ExampleSecureFilename() {
	fmt.Println(gourd.SecureFilename("../../My résumé.pdf"))
	// Output:
	// My_resume.pdf
}
