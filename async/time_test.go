package async_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/async"
)

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		if err := async.Sleep(t.Context(), 2*time.Second); err != nil || time.Since(begin) != 2*time.Second {
			t.Errorf("error %v after %v", err, time.Since(begin))
		}
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errBoom)
		defer cancel()
		if err := async.Sleep(ctx, time.Hour); err != errBoom || time.Since(begin) != 3*time.Second {
			t.Errorf("error %v after %v", err, time.Since(begin))
		}
		for _, d := range []time.Duration{0, -1} {
			if err := async.Sleep(t.Context(), d); err != nil {
				t.Errorf("Sleep(%v): %v", d, err)
			}
			if err := async.Sleep(ctx, d); err != errBoom {
				t.Errorf("Sleep(%v) with a context that has ended: %v", d, err)
			}
		}
		if time.Since(begin) != 3*time.Second {
			t.Error("slept without need")
		}
	})
}

// A timer that was made in a bubble must not be used outside, nor the other way
// round: the runtime ends the program then.
func TestSleepInAndOutOfBubbles(t *testing.T) {
	for range 50 {
		async.Sleep(t.Context(), time.Microsecond)
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			async.Sleep(t.Context(), time.Hour)
			if time.Since(begin) != time.Hour {
				t.Errorf("slept %v", time.Since(begin))
			}
		})
	}
}

func TestSleepLeavesNothingForTheNextOne(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 200 {
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Microsecond)
		async.Sleep(ctx, 20*time.Microsecond) // ends by either
		stop()
		begin := time.Now()
		if err := async.Sleep(t.Context(), time.Millisecond); err != nil || time.Since(begin) < time.Millisecond {
			t.Fatalf("error %v after %v", err, time.Since(begin))
		}
	}
	wantErr(t, async.Sleep(ended, time.Hour), context.Canceled)
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		if v, err := async.Timeout(t.Context(), time.Minute, sleeps(time.Second, 3)); v != 3 || err != nil {
			t.Errorf("in time: %d, %v", v, err)
		}
		_, err := async.Timeout(t.Context(), time.Minute, sleeps(time.Hour, 3))
		wantErr(t, err, context.DeadlineExceeded)
		wantText(t, err, "async: timed out after 1m0s")
		if nerr, ok := errors.AsType[net.Error](err); !ok || !nerr.Timeout() {
			t.Errorf("%v is not a timeout for package net", err)
		}
		if d := time.Since(begin); d != time.Minute+time.Second {
			t.Errorf("took %v", d)
		}
	})
}

func TestTimeoutErrors(t *testing.T) {
	late := func(v int, err error) func(context.Context) (int, error) { // returns a second after its time
		return func(ctx context.Context) (int, error) {
			<-ctx.Done()
			time.Sleep(time.Second)
			if err == nil {
				return v, nil
			}
			return v, err
		}
	}
	for name, tt := range map[string]struct {
		f    func(context.Context) (int, error)
		want string
		is   []error
	}{
		"success after its time":       {late(4, nil), "", nil},
		"plain context error":          {late(0, context.Canceled), "async: timed out after 1m0s", []error{context.DeadlineExceeded, context.Canceled}},
		"its own error after its time": {late(0, errBoom), "async: timed out after 1m0s: boom", []error{context.DeadlineExceeded, errBoom}},
		"an error in time":             {fails(errBoom), "boom", []error{errBoom}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v, err := async.Timeout(t.Context(), time.Minute, tt.f)
				if tt.want == "" {
					if v != 4 || err != nil {
						t.Errorf("got %d, %v", v, err)
					}
					return
				}
				if err == nil || err.Error() != tt.want {
					t.Errorf("error is %q, want %q", err, tt.want)
				}
				for _, is := range tt.is {
					wantErr(t, err, is)
				}
				if tt.is[0] == errBoom && errors.Is(err, context.DeadlineExceeded) {
					t.Error("an error in time counts as a timeout")
				}
			})
		})
	}
}

func TestTimeoutThatIsNotTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errBoom)
		defer cancel()
		_, err := async.Timeout(ctx, time.Minute, sleeps(time.Hour, 1))
		if err != errBoom {
			t.Errorf("error is %v, want the parent's cause", err)
		}
		never := func(context.Context) (int, error) { t.Error("called"); return 0, nil }
		if _, err = async.Timeout(ctx, time.Minute, never); err != errBoom {
			t.Errorf("error is %v, want the parent's cause", err)
		}
		_, err = async.Timeout(t.Context(), 0, never)
		wantErr(t, err, context.DeadlineExceeded)
	})
}

func TestTimeoutPanic(t *testing.T) {
	defer func() {
		if v := recover(); v != "p" {
			t.Errorf("panic is %v; it is on the owner's goroutine already", v)
		}
	}()
	async.Timeout(t.Context(), time.Minute, panics("p"))
}
