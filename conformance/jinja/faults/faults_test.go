package faults

import (
	"testing"

	_ "github.com/gourd-go/gourd/jinja" // so that a result is not taken from the go command's cache when the source has changed
)

// Each fault still finds its place in the source; make conformance-faults tries them.
func TestFaultsApply(t *testing.T) {
	set, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Faults) < 30 {
		t.Errorf("%d faults, want at least 30", len(set.Faults))
	}
	if err := set.Check("../../.."); err != nil {
		t.Error(err)
	}
}
