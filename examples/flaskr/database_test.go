package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestInitDBForgetsEverything(t *testing.T) {
	s := newSite(t)
	result := gourdtest.Command(t, s.app, "init-db")
	if result.Err != nil || !strings.Contains(result.Output, "Initialized") {
		t.Errorf("init-db printed %q and returned %v", result.Output, result.Err)
	}
	if n := s.count("SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM post)"); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	s.Get("/").Want(200).WantText("Nobody has written anything yet.")
}

func TestUsersAndPostsSurviveARestart(t *testing.T) {
	folder := t.TempDir()
	config := func(c *gourd.Config) { c.InstancePath = folder }
	t.Run("first", func(t *testing.T) { newSite(t, config) })
	t.Run("second", func(t *testing.T) {
		app, err := NewApp(gourd.Config{SecretKey: "test", InstancePath: folder})
		if err != nil {
			t.Fatal(err)
		}
		gourdtest.New(t, app).Get("/").Want(200).WantText("test title")
	})
}

func TestDatabaseIsAFileThatTheSettingNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder", "blog 100%.sqlite")
	app, err := NewApp(gourd.Config{SecretKey: "test", InstancePath: t.TempDir(), Values: gourd.Map{"DATABASE": path}})
	if err != nil {
		t.Fatal(err)
	}
	gourdtest.New(t, app).Get("/").Want(200)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestDatabaseIsClosedAtTheEnd(t *testing.T) {
	app, err := NewApp(gourd.Config{SecretKey: "test", InstancePath: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	// SQLite removes its log when the last connection to a file is closed.
	left, err := filepath.Glob(filepath.Join(app.InstancePath(), "*-wal"))
	if err != nil || len(left) > 0 {
		t.Errorf("the files %q are left: a connection is open", left)
	}
}
