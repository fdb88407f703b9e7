package client

import (
	"sync"
	"time"
)

// phaseClock bounds the phase that an exchange is in. Phases follow one another;
// one timer serves them all.
type phaseClock struct {
	expire func(Phase, time.Duration) // called at most once, without the lock

	mu       sync.Mutex
	timer    *time.Timer
	phase    Phase
	limit    time.Duration
	deadline time.Time
	running  bool
	ended    bool
}

// start begins a phase that may take limit; a limit of zero or less has no end.
func (c *phaseClock) start(phase Phase, limit time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	c.running = limit > 0
	if !c.running {
		return
	}
	c.phase, c.limit, c.deadline = phase, limit, time.Now().Add(limit)
	if c.timer == nil {
		c.timer = time.AfterFunc(limit, c.ring)
		return
	}
	c.timer.Reset(limit)
}

// pause stops the time until the next start.
func (c *phaseClock) pause() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = false
	if c.timer != nil {
		c.timer.Stop()
	}
}

// end stops the clock for good.
func (c *phaseClock) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running, c.ended = false, true
	if c.timer != nil {
		c.timer.Stop()
	}
}

// ring is the timer's. One that was stopped too late finds the clock resting, or
// the deadline of a later phase still ahead.
func (c *phaseClock) ring() {
	c.mu.Lock()
	if !c.running || time.Now().Before(c.deadline) {
		c.mu.Unlock()
		return
	}
	c.running, c.ended = false, true
	phase, limit := c.phase, c.limit
	c.mu.Unlock()
	c.expire(phase, limit)
}
