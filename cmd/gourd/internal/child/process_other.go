//go:build !unix

package child

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

const terminate = syscall.SIGTERM

func attributes() *syscall.SysProcAttr { return nil }

// signal kills: the system has no signals.
func (p *Process) signal(os.Signal) { _ = p.cmd.Process.Kill() }

func (p *Process) kill() { _ = p.cmd.Process.Kill() }

func exitCode(state *os.ProcessState) int { return state.ExitCode() }

// Replace runs the program with this one's terminal and returns its exit code: the
// system cannot have it take this one's place.
func Replace(spec Spec) (int, error) {
	cmd := exec.Command(spec.Path, spec.Args...)
	cmd.Dir, cmd.Env = spec.Dir, spec.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), nil
	}
	return 0, err
}
