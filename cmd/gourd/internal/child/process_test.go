//go:build unix

package child_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gourd-go/gourd/cmd/gourd/internal/child"
)

// The test binary is its own children: roleVar says which.
const roleVar = "CHILD_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "":
		goleak.VerifyTestMain(m)
	case "exit 3":
		fmt.Println("out")
		fmt.Fprintln(os.Stderr, "err")
		os.Exit(3)
	case "polite": // ends when asked
		waitFor(1)
	case "slow": // ends when asked twice
		waitFor(2)
		os.Exit(5)
	case "deaf": // never ends
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("ready")
		forEver()
	case "owner": // starts a deaf one, and tells its process id
		out, in, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		p, err := child.Start(child.Spec{Path: os.Args[0], Env: []string{roleVar + "=deaf with pid"}, Stdout: in})
		if err != nil {
			panic(err)
		}
		line, _ := bufio.NewReader(out).ReadString('\n')
		fmt.Print(line)
		<-p.Done()
	case "parent": // starts a deaf one of its own process group
		cmd := exec.Command(os.Args[0])
		cmd.Env, cmd.Stdout = []string{roleVar + "=deaf with pid"}, os.Stdout
		if err := cmd.Run(); err != nil {
			panic(err)
		}
	case "deaf with pid":
		signal.Ignore(syscall.SIGTERM, syscall.SIGHUP)
		fmt.Println(os.Getpid())
		forEver()
	}
}

// forEver keeps a timer, without which the runtime would tell of a deadlock.
func forEver() {
	for {
		time.Sleep(time.Hour)
	}
}

func waitFor(signals int) {
	c := make(chan os.Signal, signals)
	signal.Notify(c, syscall.SIGTERM)
	fmt.Println("ready")
	for range signals {
		<-c
	}
}

func spec(role string, out io.Writer) child.Spec {
	return child.Spec{Path: os.Args[0], Env: []string{roleVar + "=" + role}, Stdout: out}
}

// start starts the role and waits until it is ready; it returns the line that says so.
func start(t *testing.T, role string) (*child.Process, string) {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	p, err := child.Start(spec(role, in))
	in.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the program %q said nothing: %v", role, err)
	}
	return p, strings.TrimSpace(line)
}

func TestRunReturnsTheExitCodeAndTheOutput(t *testing.T) {
	var out, errs bytes.Buffer
	s := spec("exit 3", &out)
	s.Stderr = &errs
	code, err := child.Run(t.Context(), s)
	if err != nil || code != 3 {
		t.Fatalf("code %d, error %v, want 3 and none", code, err)
	}
	if out.String() != "out\n" || errs.String() != "err\n" {
		t.Errorf("stdout %q, stderr %q", out.String(), errs.String())
	}
}

func TestRunKillsWhenItsContextEnds(t *testing.T) {
	cause := errors.New("the user has lost patience")
	ctx, cancel := context.WithCancelCause(t.Context())
	_, err := child.Run(ctx, spec("deaf", writerFunc(func(p []byte) (int, error) {
		cancel(cause) // it is ready
		return len(p), nil
	})))
	if !errors.Is(err, cause) {
		t.Errorf("the error is %v, want the context's cause", err)
	}
	if _, err := child.Run(ctx, spec("exit 3", nil)); !errors.Is(err, cause) {
		t.Errorf("with a context that has ended: %v, want its cause", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestAProgramThatIsNotThereIsAnError(t *testing.T) {
	if _, err := child.Start(child.Spec{Path: "/no/such/program"}); err == nil || !strings.Contains(err.Error(), "/no/such/program") {
		t.Errorf("the error is %v, want one that names the program", err)
	}
}

func TestStop(t *testing.T) {
	for _, c := range []struct {
		role          string
		grace, forced time.Duration
		code          int
	}{
		{"polite", time.Minute, time.Minute, 0},
		{"slow", time.Second, time.Minute, 5}, // the second signal must not come while the first one waits for the program
		{"deaf", 50 * time.Millisecond, 50 * time.Millisecond, 128 + int(syscall.SIGKILL)},
	} {
		t.Run(c.role, func(t *testing.T) {
			p, _ := start(t, c.role)
			p.ForceAfter(c.forced)
			p.Stop(c.grace)
			if code := p.ExitCode(); code != c.code {
				t.Errorf("it ended with %d, want %d", code, c.code)
			}
			p.Stop(time.Minute) // of what has ended, at once
			p.Signal(syscall.SIGTERM)
		})
	}
}

func TestKillEndsWhatTheProgramHasStarted(t *testing.T) {
	p, line := start(t, "parent")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatalf("the parent said %q, want a process id", line)
	}
	p.Kill()
	mustEnd(t, pid)
}

// mustEnd polls, since it is the system that reaps what is nobody's child.
func mustEnd(t *testing.T, pid int) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for alive(pid) {
		if time.Now().After(deadline) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			t.Fatalf("the process %d is an orphan", pid)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// alive reports whether the process runs; one that is only to be reaped does not.
func alive(pid int) bool {
	if stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil {
		_, rest, _ := strings.Cut(string(stat), ") ")
		return !strings.HasPrefix(rest, "Z")
	}
	return syscall.Kill(pid, 0) == nil
}
