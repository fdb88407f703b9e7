//go:build unix

package child

import (
	"os"
	"syscall"
)

const terminate = syscall.SIGTERM

// signal is ignored by a program that has ended.
func (p *Process) signal(s os.Signal) { _ = p.cmd.Process.Signal(s) }

// kill ends the whole process group. It exists until its leader has been waited for.
func (p *Process) kill() {
	select {
	case <-p.done:
	default:
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	}
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// Replace has the program take the place of this one, with its terminal and its
// signals. It returns only when that fails.
func Replace(spec Spec) (int, error) {
	if spec.Dir != "" {
		if err := os.Chdir(spec.Dir); err != nil {
			return 0, err
		}
	}
	return 0, syscall.Exec(spec.Path, append([]string{spec.Path}, spec.Args...), spec.Env)
}
