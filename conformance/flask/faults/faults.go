// Package faults holds mistakes to be built into the framework, one at a time, so that
// it shows whether the comparison with Flask would find them. The source is not touched:
// the go command reads the changed file from elsewhere (-overlay).
package faults

import (
	"context"
	_ "embed"
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

//go:embed faults.json
var source []byte

// All reads the faults.
func All() ([]Fault, error) {
	var list []Fault
	if err := json.Unmarshal(source, &list, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("faults: faults.json: %w", err)
	}
	return list, nil
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

// Try builds the comparison with the fault into a folder of its own and runs it. It
// returns how many cases fail; none is [ErrNotFound]. root is the repository.
func (f Fault) Try(ctx context.Context, root, folder string) (failed int, err error) {
	binary, err := f.build(ctx, root, folder)
	if err != nil {
		return 0, err
	}
	run := exec.CommandContext(ctx, binary, "-cases", filepath.Join("flask", "cases"), "-programs", filepath.Join("flask", "programs"))
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

func (f Fault) build(ctx context.Context, root, folder string) (binary string, err error) {
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
	build := exec.CommandContext(ctx, "go", "build", "-overlay", overlayFile, "-o", binary, "./flask/cmd/conformance-flask")
	build.Dir = filepath.Join(root, "conformance")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("faults: %q cannot be built: %w\n%s", f.Name, err, out)
	}
	return binary, nil
}
