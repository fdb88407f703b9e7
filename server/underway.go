package server

import (
	"context"
	"sync/atomic"
)

// underWay counts the requests whose handler has not returned.
type underWay struct {
	n       atomic.Int64
	waiting atomic.Bool
	last    chan struct{} // that none is left, while somebody waits; holds one
}

func (u *underWay) begin() { u.n.Add(1) }

func (u *underWay) end() {
	// One that does not see waiting has lowered n before wait looks at it.
	if u.n.Add(-1) == 0 && u.waiting.Load() {
		select {
		case u.last <- struct{}{}:
		default:
		}
	}
}

func (u *underWay) count() int64 { return u.n.Load() }

// wait reports whether none was left before ctx ended.
func (u *underWay) wait(ctx context.Context) bool {
	u.waiting.Store(true)
	for u.n.Load() > 0 {
		select {
		case <-u.last:
		case <-ctx.Done():
			return u.n.Load() == 0
		}
	}
	return true
}
