package devserver

import (
	"path/filepath"
	"testing"
)

func TestEffect(t *testing.T) {
	root := filepath.FromSlash("/src/shop")
	f := &files{root: root, envFile: filepath.FromSlash("/etc/shop.vars"), debug: true}
	plain := &files{root: root}
	embedding := &files{root: root, debug: true}
	embedding.setEmbedded([]string{
		filepath.Join(root, "templates", "index.html"), filepath.Join(root, "sql", "schema.sql"),
	})
	for _, c := range []struct {
		files *files
		path  string
		want  effect
	}{
		{f, "app.go", rebuild},
		{f, "pkg/deep/a.go", rebuild},
		{f, "go.mod", rebuild},
		{f, "go.sum", rebuild},
		{f, "go.work", rebuild},
		{f, "fast.s", rebuild},
		{f, "app_test.go", nothing},
		{f, ".#app.go", nothing},
		{f, "_app.go", nothing},
		{f, "app.go~", nothing},
		{f, "app.db", nothing},
		{f, "README.md", nothing},
		{f, "config.toml", restart},
		{f, ".env", restart},
		{f, "dev.env", restart},
		{f, "config.json", restart},
		{f, "settings.local.yaml", restart},
		{f, "data.json", nothing},
		{f, "/etc/shop.vars", restart},
		{f, "templates/index.html", nothing},
		{f, "static/style.css", nothing},
		{plain, "templates/index.html", restart},
		{plain, "sub/templates/_layout.html", restart},
		{plain, "templates/.index.html.swp", nothing},
		{plain, "static/style.css", nothing},
		{plain, "index.html", nothing},
		{embedding, "templates/index.html", rebuild},
		{embedding, "templates/new.html", rebuild},
		{embedding, "templates/sub/new.html", rebuild},
		{embedding, "templates/.new.html", nothing},
		{embedding, "templates/notes.txt", nothing},
		{embedding, "static/style.css", nothing},
		{embedding, "sql/schema.sql", rebuild},
		{embedding, "schema.sql", nothing},
	} {
		path := filepath.FromSlash(c.path)
		if c.path[0] != '/' {
			path = filepath.Join(root, path)
		}
		if got := c.files.effect(path); got != c.want {
			t.Errorf("the change of %s asks for %d, want %d", c.path, got, c.want)
		}
	}
}

func TestTheStrongestEffectCounts(t *testing.T) {
	f := &files{root: "/src", debug: true}
	if got := f.effectOf([]string{"/src/config.toml", "/src/a.go", "/src/static/x.css"}); got != rebuild {
		t.Errorf("got %d, want a rebuild", got)
	}
	if got := f.effectOf(nil); got != nothing {
		t.Errorf("got %d, want nothing", got)
	}
}
