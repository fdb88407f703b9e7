package async_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/gourd-go/gourd/async"
)

func TestWaitingNests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, async.ScopeOptions{})
		var task *async.Task[int]
		want := func(kind, detail string, since time.Time) {
			t.Helper()
			got := task.Info().Wait
			if got.Kind != kind || got.Detail != detail || !got.Since.Equal(since) {
				t.Errorf("waits for %+v, want %s %s since %v", got, kind, detail, since)
			}
		}
		start := make(chan struct{})
		task = async.Go(s, func(ctx context.Context) (int, error) {
			<-start
			want("", "", time.Time{})
			begin := time.Now()
			outer := async.Waiting(ctx, "http", "GET /")
			time.Sleep(time.Second)
			want("http", "GET /", begin)
			inner := async.Waiting(ctx, "dns", "example.com")
			want("dns", "example.com", begin.Add(time.Second))
			inner.End()
			want("http", "GET /", begin)
			outer.End()
			want("", "", time.Time{})
			return 0, nil
		})
		close(start)
		task.Await(t.Context())
	})
}

func TestWaitingByGoroutinesThatShareAContext(t *testing.T) {
	s, _ := open(t, async.ScopeOptions{})
	a := async.Waiting(s.Context(), "a", "")
	b := async.Waiting(s.Context(), "b", "")
	a.End()
	if got := s.Tasks(); len(got) != 1 || got[0].Wait.Kind != "b" {
		t.Errorf("got %+v, want the newest", got)
	}
	b.End()
	if got := s.Tasks(); len(got) != 0 {
		t.Errorf("got %+v after all have ended", got)
	}
}

func TestWaitingWithoutAScope(t *testing.T) {
	async.Waiting(t.Context(), "a", "b").End()
	async.Wait{}.End()
}

func TestWhatTasksWaitFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := async.NewScope(ctx, async.ScopeOptions{Name: "app"})
		defer s.Close(t.Context())
		defer cancel()
		begin := time.Now()
		slow := async.GoNamed(s, "sleeper", sleeps(1500*time.Millisecond, 1))
		async.GoNamed(s, "awaiter", func(ctx context.Context) (int, error) { return slow.Await(ctx) })
		async.GoNamed(s, "gatherer", func(ctx context.Context) (int, error) {
			_, err := async.Gather(ctx, sleeps(time.Hour, 1))
			return 0, err
		})
		request := async.NewScope(s.Context(), async.ScopeOptions{Name: "request"})
		defer request.Close(t.Context())
		go async.Sleep(request.Context(), time.Minute) // the request's own goroutine
		async.GoNamed(request, "busy", func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, nil })
		synctest.Wait()

		wait := func(kind, detail string) async.WaitInfo {
			return async.WaitInfo{Kind: kind, Detail: detail, Since: begin}
		}
		ofApp := []async.TaskInfo{
			{Name: "sleeper", Scope: "app", Started: begin, Wait: wait("sleep", "1.5s")},
			{Name: "awaiter", Scope: "app", Started: begin, Wait: wait("task", "sleeper")},
			{Name: "gatherer", Scope: "app", Started: begin, Wait: wait("scope", "gather")},
		}
		all := append(ofApp[:3:3],
			async.TaskInfo{Scope: "request", Started: begin, Wait: wait("sleep", "1m0s")},
			async.TaskInfo{Name: "busy", Scope: "request", Started: begin},
			async.TaskInfo{Name: "", Scope: "gather", Started: begin, Wait: wait("sleep", "1h0m0s")},
		)
		loose := []cmp.Option{cmpopts.IgnoreFields(async.TaskInfo{}, "ID", "Spawned"), cmpopts.EquateApproxTime(0)}
		if diff := cmp.Diff(ofApp, s.Tasks(), loose...); diff != "" {
			t.Errorf("tasks (-want +got):\n%s", diff)
		}
		got := s.All()
		ids := map[uint64]bool{}
		for i, info := range got {
			if info.Scope == "gather" {
				got[i].Name = "" // a function literal's
			}
			if ids[info.ID] {
				t.Errorf("ID %d is not unique", info.ID)
			}
			ids[info.ID] = true
		}
		if diff := cmp.Diff(all, got, loose...); diff != "" {
			t.Errorf("all (-want +got):\n%s", diff)
		}
		cancel()
		synctest.Wait()
		request.Close(t.Context())
		s.Close(t.Context())
		if got := s.All(); len(got) != 0 {
			t.Errorf("after the close: %+v", got)
		}
	})
}

func TestChildScopesLeaveInAnyOrder(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}} {
		s, _ := open(t, async.ScopeOptions{})
		var children []*async.Scope
		for _, name := range []string{"a", "b", "c"} {
			child := async.NewScope(s.Context(), async.ScopeOptions{Name: name})
			async.Waiting(child.Context(), name, "")
			children = append(children, child)
		}
		for n, i := range order {
			if got := s.All(); len(got) != 3-n {
				t.Errorf("order %v: %d scopes after %d closes", order, len(got), n)
			}
			children[i].Close(t.Context())
			for _, info := range s.All() {
				if info.Scope == children[i].Name() {
					t.Errorf("order %v: scope %q is shown after its close", order, info.Scope)
				}
			}
		}
		if got := s.All(); len(got) != 0 {
			t.Errorf("order %v: %d scopes are left", order, len(got))
		}
	}
}
