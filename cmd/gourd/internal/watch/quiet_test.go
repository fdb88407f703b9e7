package watch

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

func TestChangesAreToldWhenItIsQuiet(t *testing.T) {
	for _, c := range []struct {
		name  string
		times int // a.go is written, one every 900 ms
		want  []time.Duration
	}{
		{"one", 1, []time.Duration{time.Second}},
		{"several are told once", 5, []time.Duration{4600 * time.Millisecond}},
		{"as soon as it is quiet", 10, []time.Duration{9100 * time.Millisecond}},
		{"when it does not become quiet", 15, []time.Duration{10 * time.Second, 13600 * time.Millisecond}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &Watcher{
					options: Options{Quiet: time.Second, Relevant: func(string) bool { return true }},
					events:  &fsnotify.Watcher{Events: make(chan fsnotify.Event), Errors: make(chan error)},
					changes: make(chan []string), closing: make(chan struct{}), ended: make(chan struct{}),
				}
				go w.run()
				began := time.Now()
				go func() {
					for range c.times {
						w.events.Events <- fsnotify.Event{Name: "a.go", Op: fsnotify.Write}
						time.Sleep(900 * time.Millisecond)
					}
					time.Sleep(time.Minute)
					close(w.closing)
				}()
				var told []time.Duration
				for paths := range w.Changes() {
					told = append(told, time.Since(began))
					if !slices.Equal(paths, []string{"a.go"}) {
						t.Errorf("%v was told", paths)
					}
				}
				if !slices.Equal(told, c.want) {
					t.Errorf("it was told after %v, want %v", told, c.want)
				}
				<-w.ended
			})
		})
	}
}
