package async_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gourd-go/gourd/async"
)

func fetchUser(ctx context.Context) (string, error) {
	return "Ada", async.Sleep(ctx, time.Millisecond)
}

func countOrders(ctx context.Context) (int, error) {
	return 3, async.Sleep(ctx, time.Millisecond)
}

func Example() {
	ctx := context.Background()
	app := async.NewScope(ctx, async.ScopeOptions{Name: "app"})
	defer app.Close(ctx)

	orders := async.Go(app, countOrders) // runs beside what follows
	user, err := fetchUser(app.Context())
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := orders.Await(ctx)
	fmt.Println(user, n, err)
	// Output: Ada 3 <nil>
}

func ExampleGroup() {
	err := async.Group(context.Background(), func(g *async.Scope) error {
		async.Go(g, func(ctx context.Context) (int, error) {
			return 0, async.Sleep(ctx, time.Hour) // ends with the group
		})
		async.Go(g, func(context.Context) (int, error) {
			return 0, errors.New("no such table")
		})
		return nil
	})
	fmt.Println(err)
	// Output: no such table
}

func ExampleGather2() {
	user, orders, err := async.Gather2(context.Background(), fetchUser, countOrders)
	fmt.Println(user, orders, err)
	// Output: Ada 3 <nil>
}

func ExampleMap() {
	files := []string{"go.mod", "go.sum", "README"}
	sizes, err := async.Map(context.Background(), 2, files, func(ctx context.Context, name string) (int, error) {
		return len(name), async.Sleep(ctx, time.Millisecond)
	})
	fmt.Println(sizes, err)
	// Output: [6 6 6] <nil>
}

func ExampleRace() {
	mirror := func(name string, d time.Duration) func(context.Context) (string, error) {
		return func(ctx context.Context) (string, error) { return name, async.Sleep(ctx, d) }
	}
	fastest, err := async.Race(context.Background(), mirror("far", time.Hour), mirror("near", time.Millisecond))
	fmt.Println(fastest, err)
	// Output: near <nil>
}

func ExampleTimeout() {
	_, err := async.Timeout(context.Background(), 10*time.Millisecond, func(ctx context.Context) (int, error) {
		return 0, async.Sleep(ctx, time.Hour)
	})
	fmt.Println(err)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output:
	// async: timed out after 10ms
	// true
}

func ExampleRetry() {
	calls := 0
	policy := async.RetryPolicy{Attempts: 5, First: time.Millisecond}
	v, err := async.Retry(context.Background(), policy, func(context.Context) (string, error) {
		if calls++; calls < 3 {
			return "", errors.New("busy")
		}
		return "done", nil
	})
	fmt.Println(v, err, calls)
	// Output: done <nil> 3
}

func ExamplePermanent() {
	_, err := async.Retry(context.Background(), async.RetryPolicy{}, func(context.Context) (int, error) {
		_, err := os.ReadFile("/does/not/exist")
		return 0, async.Permanent(err) // it will not appear
	})
	fmt.Println(errors.Is(err, os.ErrNotExist))
	// Output: true
}

func ExampleCPU() {
	n, err := async.CPU(context.Background(), func(context.Context) (int, error) {
		sum := 0
		for i := range 1000 {
			sum += i * i
		}
		return sum, nil
	})
	fmt.Println(n, err)
	// Output: 332833500 <nil>
}

func ExampleWaiting() {
	ctx := context.Background()
	s := async.NewScope(ctx, async.ScopeOptions{Name: "request"})
	defer s.Close(ctx)

	w := async.Waiting(s.Context(), "query", "SELECT 1")
	for _, info := range s.Tasks() {
		fmt.Println(info.Scope, "waits for", info.Wait.Kind, info.Wait.Detail)
	}
	w.End()
	// Output: request waits for query SELECT 1
}

func ExamplePanic() {
	defer func() {
		p := recover().(*async.Panic)
		fmt.Println(p.Task, "panicked with", p.Value)
	}()
	async.Group(context.Background(), func(g *async.Scope) error {
		async.GoNamed(g, "report", func(context.Context) (int, error) { panic("no paper") })
		return nil
	})
	// Output: report panicked with no paper
}
