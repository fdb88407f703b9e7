package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"

	"github.com/gourd-go/gourd"
)

// settingsFile is in the instance folder.
const settingsFile = "config.toml"

// loadSettings reads the settings of this installation: its file, and environment
// variables such as FLASKR_DATABASE, which win.
func loadSettings(app *gourd.App) error {
	if err := writeSettings(app); err != nil {
		return err
	}
	return errors.Join(
		app.ConfigFromInstance(settingsFile),
		app.Config.FromEnv("FLASKR"),
	)
}

// writeSettings gives a new installation a secret key of its own. A key that stood in
// the source would let everyone sign in as anyone.
func writeSettings(app *gourd.App) error {
	f, err := app.OpenInstance(settingsFile)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err = app.CreateInstance(settingsFile)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "# Signs the sessions. Whoever knows it can log in as anyone.\nSECRET_KEY = %q\n", rand.Text())
	return errors.Join(err, f.Close())
}

// useDefaults completes what nobody has set.
func useDefaults(config *gourd.Config) {
	if config.SessionCookieSameSite == "" {
		config.SessionCookieSameSite = "Lax" // links lead here logged in, other sites' forms do not
	}
	const limit = "WTF_CSRF_TIME_LIMIT"
	if _, set := config.Lookup(limit); !set {
		config.Values = withValue(config.Values, limit, nil) // a post may take longer to write than an hour
	}
}

// withValue is a copy of values with one more, since the map is the caller's.
func withValue(values gourd.Map, name string, value any) gourd.Map {
	all := gourd.Map{name: value}
	for k, v := range values {
		all[k] = v
	}
	return all
}
