package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gourd-go/gourd/cmd/gourd/internal/project"
	"github.com/gourd-go/gourd/internal/dotenv"
)

// appOptions are the flags of every command that needs an application.
type appOptions struct{ dir, envFile string }

// env is the environment of the application and of the go command: this program's,
// and what stands in .gourdenv, .env and the file of --env-file. Lines of the first
// two that cannot be read are named on out.
func (o *appOptions) env(out io.Writer) ([]string, error) {
	loaded, err := dotenv.Load(dotenv.Options{Dir: o.dir, File: o.envFile})
	if err != nil {
		return nil, err
	}
	for _, where := range loaded.Bad {
		fmt.Fprintf(out, "Warning: %s cannot be read, want NAME=value\n", where)
	}
	return project.Environment(project.Merge(os.Environ(), loaded.Vars)), nil
}

// envFilePath is where the file of environment variables is, "" when there is none.
func (o *appOptions) envFilePath() (string, error) {
	if o.envFile == "" {
		return "", nil
	}
	return filepath.Abs(o.envFile)
}

// built is an application that was built to be asked something.
type built struct {
	app  *project.App
	env  []string
	path string
}

// build finds the application and builds it; what the compiler says goes to out.
func (o *appOptions) build(ctx context.Context, out io.Writer) (*built, error) {
	app, err := project.Find(o.dir)
	if err != nil {
		return nil, err
	}
	env, err := o.env(out)
	if err != nil {
		return nil, err
	}
	path, err := app.Build(ctx, env, out)
	if err != nil {
		return nil, err
	}
	return &built{app, env, path}, nil
}

// ask has the application answer one of Gourd's own questions.
func (b *built) ask(ctx context.Context, question string) ([]byte, error) {
	return b.app.Ask(ctx, b.env, b.path, question)
}
