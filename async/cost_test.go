package async

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

func one(context.Context) (int, error) { return 1, nil }

// The sizes are part of what ten thousand waiting requests cost. The allocator
// rounds them up to a size class: 208, 224, 240 and 256 bytes are such.
func TestSizes(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the sizes are those of a machine with 64 bits")
	}
	for _, tt := range []struct {
		name      string
		size, max uintptr
	}{
		{"Scope", unsafe.Sizeof(Scope{}), 240},
		{"Task[int]", unsafe.Sizeof(Task[int]{}), 208},
		{"Task[string]", unsafe.Sizeof(Task[string]{}), 224},
	} {
		if tt.size > tt.max {
			t.Errorf("%s has %d bytes, want at most %d", tt.name, tt.size, tt.max)
		}
	}
}

func TestAllocations(t *testing.T) {
	ctx := t.Context()
	s := NewScope(ctx, ScopeOptions{})
	defer s.Close(ctx)
	inTask := Go(s, func(ctx context.Context) (float64, error) {
		return testing.AllocsPerRun(100, func() { Sleep(ctx, time.Microsecond) }), nil
	})
	sleep, _ := inTask.Await(ctx)
	for _, tt := range []struct {
		name string
		got  float64
		max  float64
	}{
		{"Go and Await", testing.AllocsPerRun(500, func() { Go(s, one).Await(ctx) }), 3},
		{"Sleep", testing.AllocsPerRun(500, func() { Sleep(ctx, time.Microsecond) }), 1},
		{"Sleep in a task", sleep, 1},
		{"Waiting", testing.AllocsPerRun(500, func() { Waiting(s.Context(), "http", "GET /").End() }), 0},
		{"NewScope and Close", testing.AllocsPerRun(500, func() { NewScope(ctx, ScopeOptions{}).Close(ctx) }), 4},
		{"NewScope and Close in a scope", testing.AllocsPerRun(500, func() { NewScope(s.Context(), ScopeOptions{}).Close(ctx) }), 3},
		{"CPU", testing.AllocsPerRun(500, func() { CPU(ctx, one) }), 1},
		{"Gather of three", testing.AllocsPerRun(500, func() { Gather(ctx, one, one, one) }), 16},
	} {
		t.Logf("%s: %v", tt.name, tt.got)
		if tt.got > tt.max {
			t.Errorf("%s allocates %v times, want at most %v", tt.name, tt.got, tt.max)
		}
	}
}

func TestClosedScopeHoldsNoTask(t *testing.T) {
	s := NewScope(t.Context(), ScopeOptions{})
	child := NewScope(s.Context(), ScopeOptions{})
	for range 3 {
		Go(s, one)
		Go(s, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
		<-Go(s, func(context.Context) (int, error) { return 0, context.Canceled }).Done()
	}
	s.logger = slog.New(slog.DiscardHandler)
	child.Close(t.Context())
	s.Close(t.Context())
	if s.live.first != nil || s.lost.first != nil || s.nLive != 0 || s.nLost != 0 || s.children != nil || s.idle != nil {
		t.Errorf("the scope holds something: %+v", &s.live)
	}
}

// stacked runs a task at the given depth and returns its stack in a dump.
func stacked(t *testing.T, depth int) string {
	s := NewScope(t.Context(), ScopeOptions{})
	defer s.Close(t.Context())
	task := Go(s, func(ctx context.Context) (int, error) { return descend(ctx, depth) })
	for range 5 {
		Go(s, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, nil })
	}
	synctest.Wait()
	return string(newDump(true).of(&task.task))
}

//go:noinline
func descend(ctx context.Context, n int) (int, error) {
	if n == 0 {
		<-ctx.Done()
		return 0, nil
	}
	v, err := descend(ctx, n-1)
	return v + 1, err
}

func TestStackOfATask(t *testing.T) {
	for _, depth := range []int{0, 10, 1000} {
		synctest.Test(t, func(t *testing.T) {
			got := stacked(t, depth)
			if !strings.HasPrefix(got, "goroutine ") || !strings.Contains(got, "async.descend(") || !strings.Contains(got, "async.run({0x") {
				t.Errorf("depth %d: the stack is\n%s", depth, got)
			}
			if strings.Count(got, "goroutine ") != 2 { // its own and "created by … in goroutine"
				t.Errorf("depth %d: several goroutines in\n%s", depth, got)
			}
		})
	}
}

func TestStackOfATaskThatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewScope(t.Context(), ScopeOptions{})
		defer s.Close(t.Context())
		task := Go(s, one)
		synctest.Wait()
		if got := newDump(true).of(&task.task); got != nil {
			t.Errorf("found\n%s", got)
		}
	})
}

func TestDumpsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d dumps
		first := d.take()
		if second := d.take(); first != second {
			t.Error("two dumps at the same moment")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if third := d.take(); first == third {
			t.Error("a dump was used for more than a second")
		}
	})
}

func BenchmarkGoAwait(b *testing.B) {
	s := NewScope(b.Context(), ScopeOptions{})
	defer s.Close(b.Context())
	b.ReportAllocs()
	for b.Loop() {
		Go(s, one).Await(b.Context())
	}
}

func BenchmarkScopeInScope(b *testing.B) {
	s := NewScope(b.Context(), ScopeOptions{})
	defer s.Close(b.Context())
	b.ReportAllocs()
	for b.Loop() {
		NewScope(s.Context(), ScopeOptions{}).Close(b.Context())
	}
}

func BenchmarkGather3(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Gather(b.Context(), one, one, one)
	}
}

func BenchmarkWaiting(b *testing.B) {
	s := NewScope(b.Context(), ScopeOptions{})
	defer s.Close(b.Context())
	b.ReportAllocs()
	for b.Loop() {
		Waiting(s.Context(), "http", "GET /").End()
	}
}

func BenchmarkCPU(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		CPU(b.Context(), one)
	}
}

// A dump is text of the runtime, cut anywhere: whatever it is, the parts that
// are found must be whole goroutines of it.
func FuzzParseDump(f *testing.F) {
	f.Add([]byte("goroutine 1 [running]:\nx/async.run({0xc000, 0x0}, {0x1?})\n\nmain.main()\n"))
	f.Add([]byte("\n\n\n\n/async.run({"))
	f.Add(newDump(true).text)
	f.Fuzz(func(t *testing.T, text []byte) {
		for address, at := range parseDump(text).tasks {
			if at[0] < 0 || at[1] > len(text) || at[0] > at[1] {
				t.Fatalf("task %q at %v of %d bytes", address, at, len(text))
			}
			if part := string(text[at[0]:at[1]]); strings.Contains(part, "\n\n") || !strings.Contains(part, "/async.run({"+address) {
				t.Errorf("task %q has the part %q", address, part)
			}
		}
	})
}
