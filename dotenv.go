package gourd

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/gourd-go/gourd/internal/dotenv"
)

// LoadDotEnv sets the environment variables that stand in the files .gourdenv and
// .env and are not set yet: what the environment says wins over .env, and .env over
// .gourdenv. Each is looked for in the working directory and then in the folders
// above it. A file that is named wins over both, and must be there and right; what
// cannot be read in the default files is left out and named in slog's default log.
// GOURD_SKIP_DOTENV=1 has the default files left alone. The files are read as
// python-dotenv does, of which the syntax is: export, quotes, comments, ${NAME} and
// ${NAME:-default}.
//
// [App.Run] calls it, and the command gourd before it starts an application. A main
// function that reads the environment before Run, as [Config.FromEnv] does, calls it
// first. Tests do not: what they see does not depend on a file that lies around.
func LoadDotEnv(file ...string) error {
	if len(file) > 1 {
		misuse("LoadDotEnv takes one file, but got %d at %s", len(file), caller())
	}
	o := dotenv.Options{Dir: "."}
	if len(file) == 1 {
		o.File = file[0]
	}
	loaded, err := dotenv.Load(o)
	if err != nil {
		return fmt.Errorf("gourd: %w", err)
	}
	for _, where := range loaded.Bad {
		slog.Warn("gourd: a line of a file of environment variables cannot be read, want NAME=value", "where", where)
	}
	var errs []error
	for _, v := range loaded.Vars {
		name, value, _ := strings.Cut(v, "=")
		if _, set := os.LookupEnv(name); !set {
			errs = append(errs, os.Setenv(name, value))
		}
	}
	return errors.Join(errs...)
}
