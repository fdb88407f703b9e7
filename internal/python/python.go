// Package python finds the Python interpreter that tests compare with, one that has
// Flask and its companions in the versions that this project is measured against, and
// puts questions to programs that run in it:
//
//	flask := python.Start(t, "answers.py")
//	answer := flask.Ask[string](t, "1 + 1")
//
// It runs no application: package python at the repository's root does.
package python

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gourd-go/gourd/internal/require"
)

// Variable is the environment variable that names an interpreter to use in the place
// of the virtual environment's.
const Variable = "GOURD_PYTHON"

// versions prints what Interpreter looks at.
const versions = "import importlib.metadata as m; print(*[m.version(p) for p in ('flask', 'werkzeug', 'itsdangerous')])"

// Pinned are the versions of Flask, Werkzeug and itsdangerous that conformance/requirements.txt names too.
const Pinned = "3.1.3 3.1.8 2.2.0"

// Interpreter returns the path of an interpreter with the pinned versions: the one
// that GOURD_PYTHON names, that of the virtual environment in .cache/venv, which make
// venv sets up, or any on the PATH. Without one the test ends: it is skipped, or
// fails where GOURD_REQUIRE has "flask".
func Interpreter(t testing.TB) string {
	t.Helper()
	path, err := Find()
	if err != nil {
		require.Or(t, "flask", err.Error())
	}
	return path
}

// Find is [Interpreter] for commands: without an interpreter it returns an error that
// says what was tried.
func Find() (string, error) { return found() }

// found looks once: each look runs an interpreter, and what there is does not change
// while a program runs.
var found = sync.OnceValues(search)

func search() (string, error) {
	var failed []string
	for _, path := range candidates() {
		err := check(path)
		if err == nil {
			return path, nil
		}
		failed = append(failed, fmt.Sprintf("%s: %v", path, err))
	}
	return "", errors.New("no interpreter has flask, werkzeug and itsdangerous " + Pinned + "; make venv installs them (" + strings.Join(failed, "; ") + ")")
}

func candidates() (paths []string) {
	if named := os.Getenv(Variable); named != "" {
		return []string{named}
	}
	if root, err := repository(); err == nil {
		paths = append(paths, filepath.Join(root, ".cache", "venv", "bin", "python"))
	}
	for _, name := range [...]string{"python3", "python"} {
		if path, err := exec.LookPath(name); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// repository is the folder above the working directory that has .ci: the test's own
// folder is somewhere below it.
func repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, ".ci")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("the test does not run in the repository")
		}
		folder = parent
	}
}

func check(path string) error {
	out, err := exec.Command(path, "-c", versions).CombinedOutput()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("%w: %s", err, lines[len(lines)-1])
	}
	if got := strings.TrimSpace(string(out)); got != Pinned {
		return fmt.Errorf("it has the versions %s", got)
	}
	return nil
}
