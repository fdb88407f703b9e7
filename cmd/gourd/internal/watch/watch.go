package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options say what is watched; the zero value is every file.
type Options struct {
	// Relevant reports whether a change of the file matters; nil: every file's does.
	// It is called by one goroutine.
	Relevant func(path string) bool
	// Quiet is how long nothing must change before changes are told; 0: 100 ms. When
	// it does not become quiet they are told after ten times that.
	Quiet time.Duration
}

const (
	defaultQuiet = 100 * time.Millisecond
	// unquiet is after how many times Quiet changes are told although more come.
	unquiet = 10
)

// Watcher watches a folder until it is closed.
type Watcher struct {
	options Options
	root    string
	events  *fsnotify.Watcher
	changes chan []string
	closing chan struct{}
	ended   chan struct{}
}

// Start watches the folder and all folders below it, also those that are made later.
func Start(root string, options Options) (*Watcher, error) {
	if options.Quiet == 0 {
		options.Quiet = defaultQuiet
	}
	if options.Relevant == nil {
		options.Relevant = func(string) bool { return true }
	}
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, explain(root, err)
	}
	w := &Watcher{
		options: options, root: root, events: events,
		changes: make(chan []string), closing: make(chan struct{}), ended: make(chan struct{}),
	}
	if _, err := w.add(root); err != nil {
		_ = events.Close()
		return nil, explain(root, err)
	}
	go w.run()
	return w, nil
}

// explain names the fix where the system has run out of watches.
func explain(root string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("watch: the system has no more file watches for %s; raise fs.inotify.max_user_watches, or run without --reload: %w", root, err)
	case errors.Is(err, syscall.EMFILE):
		return fmt.Errorf("watch: too many files or watchers are open to watch %s; raise fs.inotify.max_user_instances or the limit of open files, or run without --reload: %w", root, err)
	}
	return fmt.Errorf("watch: the folder %s cannot be watched: %w", root, err)
}

// Changes are the files that have changed, sorted, each set told once. It is closed
// by Close.
func (w *Watcher) Changes() <-chan []string { return w.changes }

// Close ends the watch and waits for its goroutine. It is called once.
func (w *Watcher) Close() error {
	close(w.closing)
	<-w.ended
	return w.events.Close()
}

// add watches the folder and those below it, and returns the files that are there. A
// folder that is gone again is no error, unless it is the root.
func (w *Watcher) add(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path != w.root && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			files = append(files, path)
			return nil
		case path != w.root && skipped(d.Name()):
			return filepath.SkipDir
		}
		if err := w.events.Add(path); err != nil && (path == w.root || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
		return nil
	})
	return files, err
}

// skipped reports whether a folder of that name is left out.
func skipped(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules"
}

// run collects changes until it is quiet, and hands them over as soon as they are
// asked for; what changes until then joins them.
func (w *Watcher) run() {
	defer close(w.ended)
	defer close(w.changes)
	pending := map[string]bool{}
	quiet := time.NewTimer(w.options.Quiet)
	quiet.Stop()
	var out chan<- []string
	var batch []string
	var first time.Time // of the changes that were not told
	wait := func(matters bool) {
		if !matters {
			return
		}
		if first.IsZero() {
			first = time.Now()
		}
		quiet.Reset(min(w.options.Quiet, max(0, unquiet*w.options.Quiet-time.Since(first))))
		out = nil
	}
	for {
		select {
		case <-w.closing:
			return
		case e, ok := <-w.events.Events:
			if !ok {
				return
			}
			wait(w.take(e, pending))
		case _, ok := <-w.events.Errors:
			if !ok {
				return
			}
			// Events were lost, so that anything may have changed.
			wait(w.takeAll(pending))
		case <-quiet.C:
			batch = slices.Sorted(maps.Keys(pending))
			out = w.changes
		case out <- batch:
			clear(pending)
			out, first = nil, time.Time{}
		}
	}
}

// take notes what the event tells, and reports whether it matters.
func (w *Watcher) take(e fsnotify.Event, pending map[string]bool) bool {
	if e.Op == fsnotify.Chmod {
		return false
	}
	paths := []string{e.Name}
	if e.Has(fsnotify.Create) {
		if info, err := os.Lstat(e.Name); err == nil && info.IsDir() {
			if skipped(filepath.Base(e.Name)) {
				return false
			}
			// Files may have been written before the folder was watched. A folder that
			// cannot be watched is not worth an end: its files are seen this once.
			paths, _ = w.add(e.Name)
		}
	}
	return w.note(paths, pending)
}

// takeAll notes every file that matters.
func (w *Watcher) takeAll(pending map[string]bool) bool {
	files, _ := w.add(w.root)
	return w.note(files, pending)
}

func (w *Watcher) note(paths []string, pending map[string]bool) (any bool) {
	for _, path := range paths {
		if w.options.Relevant(path) {
			pending[path] = true
			any = true
		}
	}
	return any
}
