package python_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

func TestTheInterpreterHasThePinnedVersions(t *testing.T) {
	out, err := exec.Command(python.Interpreter(t), "-c", "import flask, werkzeug; from importlib.metadata import version as v; print(v('flask'), v('werkzeug'))").Output()
	if got := strings.TrimSpace(string(out)); err != nil || !strings.HasPrefix(python.Pinned, got) {
		t.Errorf("it has %q (%v), want %q", got, err, python.Pinned)
	}
}
