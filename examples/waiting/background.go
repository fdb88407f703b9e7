package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
)

func (d *demo) background(c *gourd.Ctx) (string, error) {
	job := d.journal.begin()
	c.App().Background(func(ctx context.Context) error {
		err := async.Sleep(ctx, d.work) // 1 s
		d.journal.end(job, err)
		return err
	})
	return fmt.Sprintf("Job %d goes on behind this answer", job), nil
}

func (d *demo) backgroundLog(c *gourd.Ctx) (gourd.Response, error) {
	jobs, busy := d.journal.newest()
	if busy {
		c.SetHeader("Refresh", "1") // the browser asks again in a second
	}
	return c.Page("log.html", gourd.Map{"jobs": jobs, "busy": busy}), nil
}

// job is one piece of background work.
type job struct {
	Number int
	Began  time.Time
	Ended  time.Time // zero while it runs
	Err    error
}

// Took returns how long the job ran.
func (j job) Took() string {
	return j.Ended.Sub(j.Began).Round(time.Millisecond).String()
}

// journalLength is how many jobs that have ended the journal keeps.
const journalLength = 20

// journal keeps the newest jobs, and all that run.
type journal struct {
	mu   sync.Mutex
	last int
	jobs []job // the oldest first
}

// begin notes that a job runs, and returns its number.
func (j *journal) begin() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	j.jobs = append(j.jobs, job{Number: j.last, Began: time.Now()})
	return j.last
}

// end notes that the job has ended, and forgets the oldest if there are many.
func (j *journal) end(number int, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	ended := 0
	for i := len(j.jobs) - 1; i >= 0; i-- {
		if j.jobs[i].Number == number {
			j.jobs[i].Ended, j.jobs[i].Err = time.Now(), err
		}
		if j.jobs[i].Ended.IsZero() {
			continue
		}
		if ended++; ended > journalLength {
			j.jobs = slices.Delete(j.jobs, i, i+1)
		}
	}
}

// newest returns the jobs, the newest first, and whether one of them runs.
func (j *journal) newest() (jobs []job, busy bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	jobs = slices.Clone(j.jobs)
	slices.Reverse(jobs)
	return jobs, slices.ContainsFunc(jobs, func(j job) bool { return j.Ended.IsZero() })
}
