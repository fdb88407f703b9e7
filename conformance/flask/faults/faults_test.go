package faults

import (
	"errors"
	"path/filepath"
	"testing"

	_ "github.com/gourd-go/gourd" // so that a result is not taken from the go command's cache when the source has changed
	"github.com/gourd-go/gourd/conformance/internal/faults"
	"github.com/gourd-go/gourd/internal/python"
)

const root = "../../.."

// Each fault still finds its place in the source.
func TestFaultsApply(t *testing.T) {
	set, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Faults) < 30 {
		t.Errorf("%d faults, want at least 30", len(set.Faults))
	}
	if err := set.Check(root); err != nil {
		t.Error(err)
	}
}

// One fault is tried with the other tests; make conformance-faults tries them all.
func TestAFaultIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the framework")
	}
	python.Interpreter(t)
	set, err := All()
	if err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if failed, err := set.Try(t.Context(), set.Faults[0], absolute, t.TempDir()); err != nil || failed == 0 {
		t.Errorf("%q: %d cases fail, %v", set.Faults[0].Name, failed, err)
	}
	none := faults.Fault{Name: "none", File: "rule/doc.go", Old: "package rule\n", New: "package rule \n"}
	if _, err := set.Try(t.Context(), none, absolute, t.TempDir()); !errors.Is(err, faults.ErrNotFound) {
		t.Errorf("no fault at all: got the error %v, want ErrNotFound", err)
	}
}
