package faults

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTextsThatAreNotThereOnce(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.go"), []byte("x y y"), 0o600); err != nil {
		t.Fatal(err)
	}
	for old, want := range map[string]string{"x": "", "y": "2 times", "z": "0 times"} {
		text, err := Fault{Name: "f", File: "a.go", Old: old, New: "q"}.Apply(folder)
		switch {
		case want == "" && (err != nil || !bytes.Equal(text, []byte("q y y"))):
			t.Errorf("%q: got %q, %v", old, text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: got the error %v, want one with %q", old, err, want)
		}
	}
	if _, err := (Fault{Name: "f", File: "b.go"}).Apply(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: got the error %v", err)
	}
}

func TestCheckTellsEachFaultThatIsNone(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.go"), []byte("x y y"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Parse([]byte(`[{"name": "good", "file": "a.go", "old": "x", "new": "z"}]`), "./command")
	if err != nil || s.Check(folder) != nil {
		t.Errorf("one that is: %v, %v", err, s.Check(folder))
	}
	s.Faults = append(s.Faults, s.Faults[0], Fault{Name: "same", File: "a.go", Old: "x", New: "x"}, Fault{Name: "twice", File: "a.go", Old: "y", New: "x"})
	err = s.Check(folder)
	if err == nil {
		t.Fatal("three that are none were not told")
	}
	for _, want := range []string{"{Name:good", "{Name:same", `"twice"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %q", want, err)
		}
	}
	if _, err := Parse([]byte(`[{"nam": "f"}]`), "./command"); err == nil || !strings.Contains(err.Error(), `"nam"`) || !strings.Contains(err.Error(), "./command") {
		t.Errorf("a field that is not known: got the error %v", err)
	}
}
