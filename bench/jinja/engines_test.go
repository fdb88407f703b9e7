//go:build linux

package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/require"
)

func TestAllEnginesRenderTheSamePages(t *testing.T) {
	engines := goEngines()
	python, err := startPython(t.Context())
	if err == nil {
		t.Cleanup(func() {
			if err := python.Close(); err != nil && t.Context().Err() == nil {
				t.Error(err)
			}
		})
		engines = append(engines, pythonEngines(python)...)
	}
	for _, p := range pages() {
		f, err := open(&p, engines, "")
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		if len(f.engines)+len(f.left) != len(engines) {
			t.Errorf("%s: the engines are %q", p.name, f.engines)
		}
		t.Logf("%s: %q, without %q", p.name, f.engines, f.left)
	}
	if err != nil {
		require.Or(t, "jinja", err.Error())
	}
}

func TestAnEngineThatRendersAnotherPageIsTold(t *testing.T) {
	p := pages()[0]
	other := engine{"other", func(*page) (renderer, error) {
		return openByHand(&page{byHand: func(dst []byte) []byte { return append(p.byHand(dst), "more"...) }})
	}}
	if _, err := open(&p, []engine{other}, ""); err == nil || !strings.Contains(err.Error(), `</body>\n</html>more" where`) {
		t.Errorf("got the error %v", err)
	}
}

func TestSpelled(t *testing.T) {
	if got := spelled([]byte(`&quot;&#34;&apos;&#x27;&#39;&lt;"`)); !bytes.Equal(got, []byte(`&#34;&#34;&#39;&#39;&#39;&lt;"`)) {
		t.Errorf("got %s", got)
	}
}

func TestTheLongTemplateHasItsLines(t *testing.T) {
	if n := strings.Count(longTemplate(), "\n"); n != compileLines {
		t.Errorf("it has %d", n)
	}
}
