package child_test

import (
	"strconv"
	"syscall"
	"testing"
)

func TestAProgramDiesWithItsOwner(t *testing.T) {
	p, line := start(t, "owner")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatalf("the owner said %q, want a process id", line)
	}
	p.Signal(syscall.SIGKILL) // the owner alone, which can do nothing about it
	<-p.Done()
	mustEnd(t, pid)
}
