package gourd

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/async"
)

func TestDeadlines(t *testing.T) {
	type act struct {
		at    time.Duration // in seconds
		start int           // number of a request that starts, from 1
		stop  int           // of one that ends
	}
	tests := []struct {
		name string
		acts []act
		over map[int]time.Duration // when each is over, if ever
	}{
		{"one that takes too long", []act{{0, 1, 0}}, map[int]time.Duration{1: 10}},
		{"one that ends in time", []act{{0, 1, 0}, {9, 0, 1}}, nil},
		{"they end in the order of their beginning", []act{{0, 1, 0}, {3, 2, 0}, {5, 3, 0}}, map[int]time.Duration{1: 10, 2: 13, 3: 15}},
		{"the first ends in time", []act{{0, 1, 0}, {3, 2, 0}, {5, 0, 1}}, map[int]time.Duration{2: 13}},
		{"the middle ends in time", []act{{0, 1, 0}, {1, 2, 0}, {2, 3, 0}, {5, 0, 2}}, map[int]time.Duration{1: 10, 3: 12}},
		{"the last ends in time", []act{{0, 1, 0}, {1, 2, 0}, {5, 0, 2}}, map[int]time.Duration{1: 10}},
		{"all end, and later another begins", []act{{0, 1, 0}, {1, 0, 1}, {5, 2, 0}}, map[int]time.Duration{2: 15}},
		{"two at once", []act{{0, 1, 0}, {0, 2, 0}}, map[int]time.Duration{1: 10, 2: 10}},
		{"stopped behind its end", []act{{0, 1, 0}, {11, 0, 1}, {11, 2, 0}}, map[int]time.Duration{1: 10, 2: 21}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := &deadlines{limit: 10 * time.Second}
				var mu sync.Mutex
				began, over := time.Now(), map[int]time.Duration{}
				places := map[int]*deadline{}
				for _, a := range test.acts {
					time.Sleep(time.Until(began.Add(a.at * time.Second)))
					if a.start > 0 {
						scope := async.NewScope(context.Background(), async.ScopeOptions{})
						defer func() { _ = scope.Close(context.Background()) }()
						context.AfterFunc(scope.Context(), func() {
							mu.Lock()
							defer mu.Unlock()
							over[a.start] = time.Since(began) / time.Second
						})
						places[a.start] = &deadline{}
						q.start(places[a.start], scope)
					}
					if a.stop > 0 {
						q.stop(places[a.stop])
					}
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				mu.Lock()
				defer mu.Unlock()
				for i := range places {
					if over[i] != test.over[i] {
						t.Errorf("request %d is over at %d s, want %d", i, over[i], test.over[i])
					}
				}
				if q.first != nil || q.last != nil {
					t.Error("something is left in the list")
				}
			})
		})
	}
}
