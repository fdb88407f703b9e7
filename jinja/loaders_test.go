package jinja

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gourd-go/gourd/internal/require"
)

func write(t *testing.T, folder, name, content string) {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadersFindTemplatesByName(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "a.html", "A")
	write(t, folder, "sub/b.html", "B")
	write(t, filepath.Dir(folder), "outside.html", "secret")
	t.Cleanup(func() { _ = os.Remove(filepath.Join(filepath.Dir(folder), "outside.html")) })
	embedded := FS(fstest.MapFS{"a.html": {Data: []byte("A")}, "sub/b.html": {Data: []byte("B")}})
	inMap := Templates(map[string]string{"a.html": "A", "sub/b.html": "B"})
	function := LoadFunc(func(name string) (Source, error) {
		if name == "f" {
			return Source{Text: "F", File: "somewhere"}, nil
		}
		return Source{}, fs.ErrNotExist
	})
	prefixed := Prefix(map[string]Loader{"x": inMap, "y": Dir(folder)}, "")
	for name, l := range map[string]struct {
		Loader
		want map[string]string // "": it is not there
	}{
		"dir": {Dir(folder), map[string]string{
			"a.html": "A", "sub/b.html": "B", "/a.html": "A", "./a.html": "A", "sub//b.html": "B", "sub/./b.html": "B",
			"": "", ".": "", "sub": "", "sub/": "", "c.html": "", "../outside.html": "", "sub/../a.html": "", "a.html/b": "", "a\x00.html": "", "..": "",
		}},
		"fs": {embedded, map[string]string{
			"a.html": "A", "sub/b.html": "B", "/a.html": "A", "": "", "sub": "", "../a.html": "", "c.html": "", "a.html/b": "",
		}},
		"map":      {inMap, map[string]string{"a.html": "A", "sub/b.html": "B", "/a.html": "", "c": ""}},
		"function": {function, map[string]string{"f": "F", "g": ""}},
		"choice":   {Choice(function, inMap, embedded), map[string]string{"f": "F", "a.html": "A", "x": ""}},
		"empty":    {Choice(), map[string]string{"a": ""}},
		"prefix":   {prefixed, map[string]string{"x/a.html": "A", "y/sub/b.html": "B", "a.html": "", "z/a.html": "", "x": "", "y/../outside.html": ""}},
		"colon":    {Prefix(map[string]Loader{"x": inMap}, ":"), map[string]string{"x:sub/b.html": "B", "x/a.html": ""}},
		"nowhere":  {Dir(filepath.Join(folder, "none")), map[string]string{"a.html": ""}},
	} {
		for template, want := range l.want {
			source, err := l.Load(template)
			switch {
			case want == "" && !errors.Is(err, fs.ErrNotExist):
				t.Errorf("%s: %q is %q, %v, want that it is not there", name, template, source.Text, err)
			case want != "" && (err != nil || source.Text != want):
				t.Errorf("%s: %q is %q, %v, want %q", name, template, source.Text, err, want)
			}
		}
	}
}

func TestLoadersTellTheFile(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "sub/b.html", "B")
	for _, c := range []struct {
		l    Loader
		want string
	}{
		{Dir(folder), filepath.Join(folder, "sub", "b.html")},
		{FS(os.DirFS(folder)), "sub/b.html"},
	} {
		if source, err := c.l.Load("sub//b.html"); err != nil || source.File != c.want {
			t.Errorf("the file is %q, %v, want %q", source.File, err, c.want)
		}
	}
}

func TestLoadersTellWhereTheyLooked(t *testing.T) {
	l := Choice(Dir("no-folder"), Prefix(map[string]Loader{"x": Templates(nil)}, "/"), FS(fstest.MapFS{}))
	_, err := l.Load("a.html")
	want := `jinja: there is no template "a.html" in folder no-folder, the prefixes ["x"], a fstest.MapFS`
	if err == nil || err.Error() != want {
		t.Errorf("it is %v, want %s", err, want)
	}
}

func TestALinkOutOfTheFolderIsRefused(t *testing.T) {
	outside, folder := t.TempDir(), t.TempDir()
	write(t, outside, "secret.html", "secret")
	if err := os.Symlink(filepath.Join(outside, "secret.html"), filepath.Join(folder, "link.html")); err != nil {
		require.Or(t, "links", err.Error())
	}
	if source, err := Dir(folder).Load("link.html"); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is %q, %v", source.Text, err)
	}
}

func TestLoadersListTheirTemplates(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "a.html", "")
	write(t, folder, "sub/b.html", "")
	inMap := Templates(map[string]string{"a.html": "", "m": ""})
	for _, c := range []struct {
		l    Loader
		want string
	}{
		{Dir(folder), "a.html sub/b.html"},
		{FS(os.DirFS(folder)), "a.html sub/b.html"},
		{inMap, "a.html m"},
		{Choice(inMap, Dir(folder)), "a.html m sub/b.html"},
		{Prefix(map[string]Loader{"y": inMap, "x": Dir(folder)}, "/"), "x/a.html x/sub/b.html y/a.html y/m"},
	} {
		names, err := c.l.(Lister).List()
		if got := strings.Join(names, " "); err != nil || got != c.want {
			t.Errorf("%T lists %s, %v, want %s", c.l, got, err, c.want)
		}
	}
	silent := LoadFunc(func(string) (Source, error) { return Source{}, fs.ErrNotExist })
	for _, l := range []Loader{Choice(inMap, silent), Prefix(map[string]Loader{"x": silent}, "/")} {
		if _, err := l.(Lister).List(); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%T lists what cannot be listed: %v", l, err)
		}
	}
	if _, err := Dir("no-folder").(Lister).List(); err == nil {
		t.Error("a folder that is not there was listed")
	}
}

func TestAFileThatChangedIsKnown(t *testing.T) {
	folder := t.TempDir()
	for _, l := range []Loader{Dir(folder), FS(os.DirFS(folder))} {
		write(t, folder, "a.html", "one")
		source, err := l.Load("a.html")
		if err != nil || source.Changed() {
			t.Fatalf("%T: a file that was just read has changed (%v)", l, err)
		}
		write(t, folder, "a.html", "longer")
		if !source.Changed() {
			t.Errorf("%T: a longer file has not changed", l)
		}
		source, _ = l.Load("a.html")
		later := time.Now().Add(time.Hour)
		if err := os.Chtimes(filepath.Join(folder, "a.html"), later, later); err != nil || !source.Changed() {
			t.Errorf("%T: a newer file has not changed (%v)", l, err)
		}
		source, _ = l.Load("a.html")
		if err := os.Remove(filepath.Join(folder, "a.html")); err != nil || !source.Changed() {
			t.Errorf("%T: a file that is gone has not changed (%v)", l, err)
		}
	}
}

func TestTemplatesAreUTF8(t *testing.T) {
	folder := t.TempDir()
	bad := "é\nab\xff"
	write(t, folder, "a.html", bad)
	for _, l := range []Loader{
		Dir(folder), FS(os.DirFS(folder)), Templates(map[string]string{"a.html": bad}),
		LoadFunc(func(string) (Source, error) { return Source{Text: bad}, nil }),
	} {
		_, err := l.Load("a.html")
		if err == nil || !strings.Contains(err.Error(), "a.html is not UTF-8: byte 0xff at offset 5, line 2") {
			t.Errorf("%T: %v", l, err)
		}
	}
	if err := checkText("a", "�"); err != nil {
		t.Error(err)
	}
}

func TestTheTemplatesOfAMapAreCopied(t *testing.T) {
	m := map[string]string{"a": "1"}
	l := Templates(m)
	m["b"] = "2"
	if names, err := l.(Lister).List(); err != nil || !slices.Equal(names, []string{"a"}) {
		t.Errorf("they are %v, %v", names, err)
	}
}
