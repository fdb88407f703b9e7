package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/gourd-go/gourd/cmd/gourd/internal/envfile"
	"github.com/gourd-go/gourd/cmd/gourd/internal/project"
)

// appOptions are the flags of every command that needs an application.
type appOptions struct{ dir, envFile string }

// env is the environment of the application and of the go command.
func (o *appOptions) env() ([]string, error) {
	env := os.Environ()
	if o.envFile != "" {
		more, err := envfile.Load(o.envFile)
		if err != nil {
			return nil, err
		}
		env = project.Merge(env, more)
	}
	return project.Environment(env), nil
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
	env, err := o.env()
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
