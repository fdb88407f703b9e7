// Package casefiles reads folders of cases: all .json files in them and below, in the
// order of their paths. What stands in a case is the comparison's own.
package casefiles

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Read reads all cases of a folder. parse reads a file, of which it is given the path
// below the folder, with slashes; name is the name of a case, which no other one may
// have.
func Read[C any](folder string, parse func(file string, text []byte) ([]C, error), name func(C) string) ([]C, error) {
	files, err := list(folder)
	if err != nil {
		return nil, err
	}
	var cases []C
	seen := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(file)))
		if err != nil {
			return nil, fmt.Errorf("cannot read cases: %w", err)
		}
		some, err := parse(file, text)
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if first, twice := seen[name(c)]; twice {
				return nil, fmt.Errorf("%s: the name %q is a case of %s already; give each case its own", file, name(c), first)
			}
			seen[name(c)] = file
		}
		cases = append(cases, some...)
	}
	return cases, nil
}

// list returns the paths of the files.
func list(folder string) (files []string, err error) {
	err = fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".json") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the folder %q of cases: %w", folder, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("the folder %q has no .json files, which is where cases stand", folder)
	}
	return files, nil
}
