//go:build linux

package harness

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain plays the roles that the tests start as children.
func TestMain(m *testing.M) {
	if len(os.Args) < 3 || os.Args[1] != "-role" {
		os.Exit(m.Run())
	}
	if err := play(os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func play(role string, args []string) error {
	control := NewControl()
	control.Handle("double", func(n int) (int, error) {
		if n < 0 {
			return 0, errors.New("the number is negative")
		}
		return 2 * n, nil
	})
	if role == "client" {
		return control.Answer()
	}
	return Serve(control, func(l net.Listener) error {
		return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Join(args, " "))
		}))
	})
}

func start(t *testing.T, role string, args ...string) *Child {
	t.Helper()
	c, err := Start(role, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

func TestChildServes(t *testing.T) {
	c := start(t, "server", "some", "words")
	_, err := dial(t, c.Address, 1).Run(Load{Request: Get("/"), Want: "some words", For: time.Minute, Count: 10})
	if err != nil {
		t.Error(err)
	}
}

func TestChildAnswersCalls(t *testing.T) {
	c := start(t, "client")
	if c.Address != "" {
		t.Errorf("a child that does not listen has the address %q", c.Address)
	}
	if got, err := c.Call[int]("double", 21); err != nil || got != 42 {
		t.Errorf("got %d %v, want 42", got, err)
	}
	if _, err := c.Call[int]("double", -1); err == nil || !strings.Contains(err.Error(), "negative") {
		t.Errorf("got %v, want the child's error", err)
	}
	if _, err := c.Call[int]("treble", 1); err == nil || !strings.Contains(err.Error(), "treble") {
		t.Errorf("got %v, want an error that names the call", err)
	}
	if got, err := c.Call[int]("double", 4); err != nil || got != 8 {
		t.Errorf("after errors: got %d %v, want 8", got, err)
	}
}

func TestChildTellsWhatItHasUsed(t *testing.T) {
	c := start(t, "server", "ok")
	before, err := c.Usage()
	if err != nil {
		t.Fatal(err)
	}
	mallocs, err := c.Memory()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dial(t, c.Address, 2).Run(Load{Request: Get("/"), For: time.Minute, Count: 2000}); err != nil {
		t.Fatal(err)
	}
	after, err := c.Usage()
	if err != nil {
		t.Fatal(err)
	}
	more, err := c.Memory()
	if err != nil {
		t.Fatal(err)
	}
	if after.CPU() <= before.CPU() || before.RSS < 1<<20 {
		t.Errorf("CPU time went from %v to %v, and it has %d resident bytes", before.CPU(), after.CPU(), before.RSS)
	}
	if n := more.Mallocs - mallocs.Mallocs; n < 2000 || n > 200_000 {
		t.Errorf("2000 requests of net/http took %d allocations, want 1 to 100 each", n)
	}
}

func TestChildWritesProfiles(t *testing.T) {
	c := start(t, "server", "ok")
	folder := t.TempDir()
	cpu, heap := filepath.Join(folder, "cpu"), filepath.Join(folder, "heap")
	if err := errors.Join(c.StartProfile(), c.WriteCPU(cpu), c.WriteHeap(heap)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{cpu, heap} {
		text, err := os.ReadFile(name)
		if err != nil || len(text) < 2 || text[0] != 0x1f || text[1] != 0x8b {
			t.Errorf("%s has %d bytes (%v), want a compressed profile", name, len(text), err)
		}
	}
}

func TestStopEndsTheProcess(t *testing.T) {
	c := start(t, "server", "ok")
	pid := c.PID()
	if err := syscall.Kill(pid, 0); err != nil {
		t.Fatalf("the child does not run: %v", err)
	}
	c.Stop()
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process is still there: %v", err)
	}
	c.Stop()
	if _, err := c.Usage(); err == nil {
		t.Error("a child that was stopped answered a call")
	}
}
