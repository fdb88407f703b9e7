package gourd

import (
	"fmt"
	"os"
	"path/filepath"
)

// InstancePath returns the absolute path of the instance folder, which has what
// belongs to one installation and not into the repository: its configuration,
// databases, uploads. It is [Config.InstancePath], or "instance" beside the source
// file that calls New; where that is not there, in the working directory. The folder
// need not exist: only [App.CreateInstance] makes it.
func (a *App) InstancePath() string {
	if a.Config.InstancePath != "" {
		return filepath.Clean(a.Config.InstancePath)
	}
	path := filepath.Join(a.root, "instance")
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// OpenInstance opens a file of the instance folder for reading: Flask's
// open_instance_resource. A name that leads out of the folder is an error; a file
// that is not there one that errors.Is calls fs.ErrNotExist.
func (a *App) OpenInstance(name string) (*os.File, error) {
	f, err := os.OpenInRoot(a.InstancePath(), filepath.FromSlash(name))
	if err != nil {
		return nil, fmt.Errorf("gourd: the file %q of the instance folder: %w", name, err)
	}
	return f, nil
}

// CreateInstance makes a file of the instance folder for writing and reading, or
// empties the one that is there. It makes the folders that the name needs, the
// instance folder itself too; they and the file are the user's own (0700 and 0600). A
// name that leads out of the folder is an error.
func (a *App) CreateInstance(name string) (*os.File, error) {
	f, err := createIn(a.InstancePath(), filepath.FromSlash(name))
	if err != nil {
		return nil, fmt.Errorf("gourd: the file %q of the instance folder: %w", name, err)
	}
	return f, nil
}

func createIn(folder, name string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if above := filepath.Dir(name); above != "." {
		if err := root.MkdirAll(above, 0o700); err != nil {
			return nil, err
		}
	}
	return root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
}

// ConfigFromInstance takes settings from a TOML or JSON file of the instance folder,
// as [Config.FromFile] does: Flask's instance_relative_config. It is called before the
// set-up ends, so that the file's settings count.
func (a *App) ConfigFromInstance(name string) error {
	a.mustBeOpen("ConfigFromInstance")
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("gourd: the configuration %q is not within the instance folder; give its name there, like config.toml", name)
	}
	return a.Config.FromFile(filepath.Join(a.InstancePath(), filepath.FromSlash(name)))
}
