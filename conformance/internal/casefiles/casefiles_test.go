package casefiles

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lines are cases for tests: each line is one, and its own name.
func lines(file string, text []byte) ([]string, error) {
	if string(text) == "broken" {
		return nil, errors.New(file + " is broken")
	}
	return strings.Fields(string(text)), nil
}

func TestRead(t *testing.T) {
	for _, test := range []struct {
		about string
		files map[string]string
		want  []string
		fails string
	}{
		{"folders below, in the order of paths", map[string]string{"z.json": "one", "a/b/c.json": "two", "a/x.json": "three four"}, []string{"two", "three", "four", "one"}, ""},
		{"other files", map[string]string{"a.json": "one", "a.txt": "two", "json": "three"}, []string{"one"}, ""},
		{"no file", map[string]string{"a.txt": "one"}, nil, "no .json files"},
		{"a broken file", map[string]string{"a.json": "one", "b/c.json": "broken"}, nil, "b/c.json is broken"},
		{"a name twice in a file", map[string]string{"a.json": "one one"}, nil, `a.json: the name "one" is a case of a.json already`},
		{"a name in two files", map[string]string{"a.json": "one", "b/c.json": "two one"}, nil, `b/c.json: the name "one" is a case of a.json already`},
	} {
		t.Run(test.about, func(t *testing.T) {
			folder := t.TempDir()
			for name, text := range test.files {
				path := filepath.Join(folder, filepath.FromSlash(name))
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Read(folder, lines, func(s string) string { return s })
			switch {
			case test.fails == "" && (err != nil || !slices.Equal(got, test.want)):
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			case test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)):
				t.Errorf("got the error %v, want one with %q", err, test.fails)
			}
		})
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none"), lines, func(s string) string { return s }); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: got the error %v", err)
	}
}
