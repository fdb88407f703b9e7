package async_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/async"
)

// retry runs Retry with a function that fails with err until its nth call, and
// returns when it was called.
func retry(ctx context.Context, p async.RetryPolicy, n int, err error) ([]time.Duration, int, error) {
	begin := time.Now()
	var calls []time.Duration
	v, err := async.Retry(ctx, p, func(context.Context) (int, error) {
		calls = append(calls, time.Since(begin))
		if len(calls) == n {
			return 42, nil
		}
		return 1, err
	})
	return calls, v, err
}

func TestRetryPauses(t *testing.T) {
	const s = time.Second
	for name, tt := range map[string]struct {
		policy async.RetryPolicy
		n      int // the call that succeeds
		want   []time.Duration
	}{
		"at once":           {async.RetryPolicy{}, 1, []time.Duration{0}},
		"zero value":        {async.RetryPolicy{Jitter: -1}, 3, []time.Duration{0, s / 10, 3 * s / 10}},
		"doubles to a max":  {async.RetryPolicy{Attempts: 6, First: s, Max: 3 * s, Jitter: -1}, 5, []time.Duration{0, s, 3 * s, 6 * s, 9 * s}},
		"constant":          {async.RetryPolicy{Attempts: -1, First: s, Factor: 1, Jitter: -1}, 4, []time.Duration{0, s, 2 * s, 3 * s}},
		"first above max":   {async.RetryPolicy{First: 20 * s, Jitter: -1}, 2, []time.Duration{0, 10 * s}},
		"factor beyond all": {async.RetryPolicy{Attempts: 4, First: s, Max: math.MaxInt64, Factor: 1e300, Jitter: -1}, 2, []time.Duration{0, s}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls, v, err := retry(t.Context(), tt.policy, tt.n, errBoom)
				if diff := cmp.Diff(tt.want, calls); diff != "" || v != 42 || err != nil {
					t.Errorf("got %d, %v, calls (-want +got):\n%s", v, err, diff)
				}
			})
		})
	}
}

func TestRetryHugePausesDoNotOverflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 1000*time.Hour)
		defer cancel()
		p := async.RetryPolicy{Attempts: -1, First: time.Hour, Max: math.MaxInt64, Factor: 1e10, Jitter: -1}
		calls, _, err := retry(ctx, p, 0, errBoom)
		if len(calls) != 2 {
			t.Errorf("calls at %v, error %v; the second pause must be very long", calls, err)
		}
	})
}

func TestRetryJitterShortens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := async.RetryPolicy{Attempts: 200, First: time.Second, Factor: 1, Jitter: 0.5}
		calls, _, _ := retry(t.Context(), p, 200, errBoom)
		different := map[time.Duration]bool{}
		for i := 1; i < len(calls); i++ {
			d := calls[i] - calls[i-1]
			different[d] = true
			if d < time.Second/2 || d > time.Second {
				t.Fatalf("pause %v, want between 500ms and 1s", d)
			}
		}
		if len(different) < 100 {
			t.Errorf("only %d different pauses of 199", len(different))
		}
	})
}

func TestRetryStops(t *testing.T) {
	for name, tt := range map[string]struct {
		policy async.RetryPolicy
		err    error
		calls  int
		want   string
	}{
		"attempts":          {async.RetryPolicy{}, errBoom, 3, "async: failed after 3 attempts: boom"},
		"one attempt":       {async.RetryPolicy{Attempts: 1}, errBoom, 1, "async: failed after 1 attempt: boom"},
		"permanent":         {async.RetryPolicy{}, async.Permanent(errBoom), 1, "async: failed after 1 attempt: boom"},
		"permanent, within": {async.RetryPolicy{}, fmt.Errorf("x: %w", async.Permanent(errBoom)), 1, "async: failed after 1 attempt: x: boom"},
		"refused":           {async.RetryPolicy{If: func(err error) bool { return !errors.Is(err, errBoom) }}, errBoom, 1, "async: failed after 1 attempt: boom"},
		"accepted":          {async.RetryPolicy{If: func(err error) bool { return errors.Is(err, errBoom) }}, errBoom, 3, "async: failed after 3 attempts: boom"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls, v, err := retry(t.Context(), tt.policy, 0, tt.err)
				if len(calls) != tt.calls || v != 0 || err == nil || err.Error() != tt.want {
					t.Errorf("%d calls, got %d, %v", len(calls), v, err)
				}
				wantErr(t, err, errBoom)
				if r, ok := errors.AsType[*async.RetryError](err); !ok || r.Attempts != tt.calls || r.Cause != nil {
					t.Errorf("error is %#v", err)
				}
			})
		})
	}
	if async.Permanent(nil) != nil {
		t.Error("Permanent(nil) is not nil")
	}
}

func TestRetryUnderCancellation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("gone")
		ctx, cancel := context.WithTimeoutCause(t.Context(), 1500*time.Millisecond, gone)
		defer cancel()
		p := async.RetryPolicy{Attempts: -1, First: time.Second, Factor: 1, Jitter: -1}
		calls, _, err := retry(ctx, p, 0, errBoom)
		if len(calls) != 2 {
			t.Errorf("%d calls", len(calls))
		}
		wantErr(t, err, errBoom)
		wantErr(t, err, gone)
		wantText(t, err, "async: failed after 2 attempts: boom (stopped by: gone)")

		calls, _, err = retry(ctx, p, 0, errBoom)
		if len(calls) != 0 || err != gone {
			t.Errorf("with a context that has ended: %d calls, %v", len(calls), err)
		}
	})
}

func TestRetryWithAWrongPolicy(t *testing.T) {
	for _, p := range []async.RetryPolicy{
		{First: -1}, {Max: -1}, {Factor: 0.5}, {Factor: math.NaN()}, {Jitter: 1.5}, {Jitter: math.NaN()},
	} {
		calls, _, err := retry(t.Context(), p, 1, nil)
		wantText(t, err, "async: RetryPolicy with", "expected")
		if len(calls) != 0 {
			t.Errorf("called in spite of %v", err)
		}
	}
}
