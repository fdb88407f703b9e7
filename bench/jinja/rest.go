//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/jinja"
)

// What the issue asks for beside the times of pages.
const (
	mostCompile = 1e6 // nanoseconds, for compileLines lines
	mostAllocs  = 20  // for the page of 13 rows
	mostHeld    = 1 << 20
	streamed    = 10 << 20 // bytes of the page that streams

	compileLines = 200
	compileTime  = 0.3 // seconds of CPU time
)

// measureRest measures what it costs to compile a template, what a page allocates, and what
// one of 10 MiB holds while it streams.
func measureRest() ([]goal, error) {
	var list []goal
	compile, err := compileCost()
	if err != nil {
		return nil, err
	}
	list = append(list, goal{fmt.Sprintf("a template of %d lines is compiled in %.0f µs, want less than %.0f", compileLines, compile/1e3, mostCompile/1e3), compile < mostCompile})
	p := pages()[0]
	for _, kind := range []struct {
		name string
		data jinja.Map
	}{{ownStructs, p.structs}, {ownMaps, p.maps}} {
		r, err := openGourd(&p, kind.data)
		if err != nil {
			return nil, err
		}
		allocs := testing.AllocsPerRun(200, func() { err = r.render(io.Discard) })
		if err != nil {
			return nil, err
		}
		list = append(list, goal{fmt.Sprintf("%s: %s allocates %.0f times, want at most %d", p.name, kind.name, allocs, mostAllocs), allocs <= mostAllocs})
	}
	held, err := heldWhileStreaming()
	if err != nil {
		return nil, err
	}
	return append(list, goal{fmt.Sprintf("a page of %d MiB holds %d KiB while it streams, want less than %d", streamed>>20, held>>10, mostHeld>>10), held < mostHeld}), nil
}

// compileCost is how many nanoseconds of CPU time a template of compileLines lines takes.
func compileCost() (float64, error) {
	env, err := jinja.New(jinja.Config{AutoEscape: func(string) bool { return true }})
	if err != nil {
		return 0, err
	}
	text := longTemplate()
	return timed(compileTime, func() error {
		_, err := env.Parse(text)
		return err
	})
}

// longTemplate is a template of compileLines lines with what templates have in them.
func longTemplate() string {
	const ten = `<section class="part {{ part.kind|default('plain') }}" id="{{ part.id }}">
  {% if part.title and not part.hidden %}<h2>{{ part.title|title }}</h2>{% else %}<hr>{% endif %}
  {% for row in part.rows if row.visible %}
    <tr class="{{ loop.cycle('odd', 'even') }}"><td>{{ loop.index }}</td><td>{{ row.name|upper }}</td>
      <td>{{ row.price * (1 + row.tax) / 100 }}</td><td>{{ '%.2f'|format(row.total) }}</td></tr>
  {% endfor %}
  {# what follows is the same for all #}
  {% set link = url ~ '?page=' ~ (part.page + 1) %}
  <a href="{{ link }}" title="{{ part.title or 'none' }}">{{ part.items[0].text if part.items else '' }}</a>
</section>
`
	return strings.Repeat(ten, compileLines/10)
}

// heldWhileStreaming is how many bytes more than before the heap holds while a page of
// streamed bytes streams: what is left after a collection, at its largest.
func heldWhileStreaming() (held int64, err error) {
	env, err := jinja.New(jinja.Config{AutoEscape: func(string) bool { return true }})
	if err != nil {
		return 0, err
	}
	t, err := env.Parse(`{% for i in range(turns) %}<p class="row">{{ i }} {{ text }}</p>
{% endfor %}`)
	if err != nil {
		return 0, err
	}
	const line = 90 // bytes of a turn at least
	data := jinja.Map{"turns": streamed / line, "text": strings.Repeat("<", 18)}
	w := &heapWatch{base: liveHeap()}
	if err := t.Stream(context.Background(), w, data); err != nil {
		return 0, err
	}
	if w.written < streamed {
		return 0, fmt.Errorf("the page that streams has %d bytes, want at least %d", w.written, streamed)
	}
	return w.peak, nil
}

// heapWatch looks at the heap now and then while it is written to.
type heapWatch struct {
	base, peak    int64
	written, next int
}

// watched is how many bytes are written between two looks.
const watched = 256 << 10

func (w *heapWatch) Write(p []byte) (int, error) {
	w.written += len(p)
	if w.written >= w.next {
		w.next = w.written + watched
		w.peak = max(w.peak, liveHeap()-w.base)
	}
	return len(p), nil
}

// liveHeap is what the heap holds after a collection, in bytes.
func liveHeap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // less than an exbibyte
}
