package faults

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

const root = "../../.."

// Each fault still finds its place in the source.
func TestFaultsApply(t *testing.T) {
	list, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 30 {
		t.Errorf("%d faults, want at least 30", len(list))
	}
	seen := map[string]bool{}
	for _, f := range list {
		if f.Name == "" || f.Old == f.New || seen[f.Name] {
			t.Errorf("the fault %+v has no name, one that is taken, or changes nothing", f)
		}
		seen[f.Name] = true
		if _, err := f.Apply(root); err != nil {
			t.Error(err)
		}
	}
}

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

// One fault is tried with the other tests; make conformance-faults tries them all.
func TestAFaultIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the framework")
	}
	python.Interpreter(t)
	list, err := All()
	if err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if failed, err := list[0].Try(t.Context(), absolute, t.TempDir()); err != nil || failed == 0 {
		t.Errorf("%q: %d cases fail, %v", list[0].Name, failed, err)
	}
	none := Fault{Name: "none", File: "rule/doc.go", Old: "package rule\n", New: "package rule \n"}
	if _, err := none.Try(t.Context(), absolute, t.TempDir()); !errors.Is(err, ErrNotFound) {
		t.Errorf("no fault at all: got the error %v, want ErrNotFound", err)
	}
}
