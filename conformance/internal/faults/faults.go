// Package faults builds mistakes into the framework, one at a time, so that it shows
// whether a comparison would find them. The source is not touched: the go command reads
// the changed file from elsewhere (-overlay). The lists of mistakes stand beside the
// comparisons.
package faults

import (
	"context"
	"encoding/json/v2"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Fault is a mistake: New in the place of Old, which stands in File once.
type Fault struct {
	Name string `json:"name"`
	File string `json:"file"` // below the repository's root
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Set are the faults that one comparison must find.
type Set struct {
	Faults  []Fault
	Command string   // the package of the comparison's command, below the module conformance: "./flask/cmd/conformance-flask"
	Args    []string // what it is run with, in the module's folder
}

// Parse reads the faults of a set.
func Parse(source []byte, command string, args ...string) (Set, error) {
	s := Set{Command: command, Args: args}
	if err := json.Unmarshal(source, &s.Faults, json.RejectUnknownMembers(true)); err != nil {
		return Set{}, fmt.Errorf("faults: the list for %s: %w", command, err)
	}
	return s, nil
}

// Check reports the faults that have no name, one that is taken, change nothing, or whose
// text does not stand in the source once. root is the repository.
func (s Set) Check(root string) error {
	var errs []error
	seen := map[string]bool{}
	for _, f := range s.Faults {
		if f.Name == "" || f.Old == f.New || seen[f.Name] {
			errs = append(errs, fmt.Errorf("faults: the fault %+v has no name, one that is taken, or changes nothing", f))
		}
		seen[f.Name] = true
		if _, err := f.Apply(root); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Apply returns the file with the fault. It is an error if the old text does not stand in
// it exactly once, so that a fault cannot stop to be one when the source changes.
func (f Fault) Apply(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.File)))
	if err != nil {
		return nil, fmt.Errorf("faults: %q: %w", f.Name, err)
	}
	if n := strings.Count(string(text), f.Old); n != 1 {
		return nil, fmt.Errorf("faults: %q: the old text is in %s %d times, want once; bring faults.json up to date", f.Name, f.File, n)
	}
	return []byte(strings.Replace(string(text), f.Old, f.New, 1)), nil
}

// ErrNotFound says that the comparison passes with a fault.
var ErrNotFound = errors.New("faults: the comparison does not find it")

// Try builds the comparison with a fault into a folder of its own and runs it. It
// returns how many cases fail; none is [ErrNotFound]. root is the repository.
func (s Set) Try(ctx context.Context, f Fault, root, folder string) (failed int, err error) {
	binary, err := s.build(ctx, f, root, folder)
	if err != nil {
		return 0, err
	}
	run := exec.CommandContext(ctx, binary, s.Args...)
	run.Dir = filepath.Join(root, "conformance")
	out, err := run.CombinedOutput()
	closing := closingLine.FindSubmatch(out)
	if closing == nil {
		return 0, fmt.Errorf("faults: %q: the comparison did not come to its end: %w\n%s", f.Name, err, out[max(0, len(out)-2000):])
	}
	if failed, err = strconv.Atoi(string(closing[1])); err == nil && failed == 0 {
		err = fmt.Errorf("%w: %q", ErrNotFound, f.Name)
	}
	return failed, err
}

var closingLine = regexp.MustCompile(`(?m)^\d+ passed, (\d+) failed$`)

func (s Set) build(ctx context.Context, f Fault, root, folder string) (binary string, err error) {
	changed, err := f.Apply(root)
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "changed.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, filepath.FromSlash(f.File)): file}})
	if err != nil {
		return "", fmt.Errorf("faults: %q: %w", f.Name, err)
	}
	overlayFile := filepath.Join(folder, "overlay.json")
	if err := errors.Join(os.WriteFile(file, changed, 0o600), os.WriteFile(overlayFile, overlay, 0o600)); err != nil {
		return "", fmt.Errorf("faults: %q: %w", f.Name, err)
	}
	binary = filepath.Join(folder, "comparison")
	build := exec.CommandContext(ctx, "go", "build", "-overlay", overlayFile, "-o", binary, s.Command)
	build.Dir = filepath.Join(root, "conformance")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("faults: %q cannot be built: %w\n%s", f.Name, err, out)
	}
	return binary, nil
}
