package main

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
)

func TestBackgroundAnswersBeforeItsWork(t *testing.T) {
	s := start(t, Options{Work: time.Hour, Config: gourd.Config{DrainTimeout: 50 * time.Millisecond}})
	if a := s.get("/background/log"); a.Header.Get("Refresh") != "" || !strings.Contains(a.text, "No job yet") {
		t.Errorf("the log without jobs has Refresh %q:\n%s", a.Header.Get("Refresh"), a.text)
	}
	if a := s.get("/background"); a.text != "Job 1 goes on behind this answer" {
		t.Errorf("got %q", a.text)
	}
	if a := s.get("/background/log"); a.Header.Get("Refresh") != "1" || !strings.Contains(a.text, "under way") {
		t.Errorf("the log of a running job has Refresh %q, want 1:\n%s", a.Header.Get("Refresh"), a.text)
	}
}

func TestBackgroundWorkThatIsDoneIsInTheLog(t *testing.T) {
	s := start(t, Options{Work: time.Millisecond})
	s.get("/background")
	for deadline := time.Now().Add(patience); ; {
		a := s.get("/background/log")
		if strings.Contains(a.text, "done after") {
			if a.Header.Get("Refresh") != "" {
				t.Error("the page still asks again when nothing is under way")
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the job has not ended:\n%s", a.text)
		}
	}
}

func TestBackgroundWorkIsDrainedAtShutdown(t *testing.T) {
	options, err := fromEnv(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	s := start(t, options)
	s.get("/background")
	if err := s.end(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < time.Second {
		t.Errorf("the demo stopped after %v, before its work of 1 s was done", took)
	}
}

func TestJournalKeepsTheNewestAndWhatRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j journal
		running := j.begin()
		for range 30 {
			n := j.begin()
			time.Sleep(time.Second)
			j.end(n, nil)
		}
		failed := j.begin()
		j.end(failed, errors.New("cut off"))
		jobs, busy := j.newest()
		if len(jobs) != journalLength+1 || !busy {
			t.Fatalf("it has %d jobs, busy: %v; want %d and true", len(jobs), busy, journalLength+1)
		}
		if first, last := jobs[0], jobs[len(jobs)-1]; first.Number != failed || first.Err == nil || last.Number != running {
			t.Errorf("it goes from %+v to %+v, want from job %d to job %d", first, last, failed, running)
		}
		if took := jobs[1].Took(); took != "1s" {
			t.Errorf("a job took %s, want 1s", took)
		}
		j.end(running, nil)
		if _, busy := j.newest(); busy {
			t.Error("it is busy when every job has ended")
		}
	})
}
