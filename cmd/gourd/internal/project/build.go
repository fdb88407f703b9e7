package project

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/gourd-go/gourd/cmd/gourd/internal/child"
)

// ErrBuild is the error of an application that does not build; the compiler has said
// why.
var ErrBuild = errors.New("the application does not build; the errors above say why")

// Executable is where Build puts the application: in the user's cache, under a name
// that is the folder's own.
func (a *App) Executable() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for builds; set XDG_CACHE_HOME or HOME: %w", err)
	}
	name := filepath.Base(a.Dir)
	if name == string(filepath.Separator) || name == "." {
		name = "app"
	}
	sum := sha256.Sum256([]byte(a.Dir))
	folder := filepath.Join(cache, "gourd", "build", name+"-"+hex.EncodeToString(sum[:6]))
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(folder, name), nil
}

// Build builds the application and returns the path of its executable. What the go
// command says goes to out. When it fails, which is [ErrBuild], the executable of
// the last build is still there. Builds of the same application, also by other
// processes, wait for each other.
func (a *App) Build(ctx context.Context, env []string, out io.Writer) (string, error) {
	goCommand, err := findGo()
	if err != nil {
		return "", err
	}
	path, err := a.Executable()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("the folder for builds cannot be made: %w", err)
	}
	unlock, err := lockedfile.MutexAt(path + ".lock").Lock()
	if err != nil {
		return "", fmt.Errorf("the folder for builds cannot be locked: %w", err)
	}
	defer unlock()
	code, err := child.Run(ctx, child.Spec{
		Path: goCommand, Args: append(buildFlags(env), "-o", path, "."),
		Dir: a.Dir, Env: inFolder(env, a.Dir), Stdout: out, Stderr: out,
	})
	switch {
	case err != nil:
		return "", err
	case code != 0:
		return "", ErrBuild
	}
	return path, nil
}

// buildFlags are those of a build that is to be quick: the linker leaves out what only
// debuggers read, which is a quarter of its work, unless GOFLAGS has flags for it.
func buildFlags(env []string) []string {
	flags := []string{"build", "-buildvcs=false"}
	if !strings.Contains(Lookup(env, "GOFLAGS"), "-ldflags") {
		flags = append(flags, "-ldflags=-w")
	}
	return flags
}

// Embedded lists the files that the application's own packages embed.
func (a *App) Embedded(ctx context.Context, env []string) ([]string, error) {
	goCommand, err := findGo()
	if err != nil {
		return nil, err
	}
	const format = `{{$dir := .Dir}}{{with .Module}}{{if .Main}}{{range $.EmbedFiles}}{{$dir}}/{{.}}{{"\n"}}{{end}}{{end}}{{end}}`
	var out, errs bytes.Buffer
	code, err := child.Run(ctx, child.Spec{
		Path: goCommand, Args: []string{"list", "-deps", "-f", format, "."},
		Dir: a.Dir, Env: inFolder(env, a.Dir), Stdout: &out, Stderr: &errs,
	})
	switch {
	case err != nil:
		return nil, err
	case code != 0:
		return nil, fmt.Errorf("the embedded files cannot be listed: %s", strings.TrimSpace(errs.String()))
	}
	var files []string
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); line != "" {
			files = append(files, filepath.FromSlash(line))
		}
	}
	return files, nil
}

func findGo() (string, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return "", fmt.Errorf("the go command is not in PATH; install Go from https://go.dev/dl/: %w", err)
	}
	return path, nil
}

// inFolder tells a program that is started in dir the name by which it knows it.
func inFolder(env []string, dir string) []string { return Set(env, "PWD", dir) }
