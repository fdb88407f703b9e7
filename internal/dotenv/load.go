package dotenv

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// defaultFiles are searched by [Load], what the second says before what the first
// does. They have Flask's roles of .flaskenv and .env.
var defaultFiles = [...]string{".gourdenv", ".env"}

// SkipVariable is the environment variable that keeps [Load] from its default files,
// unless it is empty, 0, false or no.
const SkipVariable = "GOURD_SKIP_DOTENV"

// Options say what Load reads.
type Options struct {
	Dir    string                      // where the search for .gourdenv and .env begins; it goes up to the root
	File   string                      // one more file, which wins over those; "": none
	Lookup func(string) (string, bool) // of the environment; nil: os.LookupEnv
}

// Loaded is what was read.
type Loaded struct {
	Vars  []string // "NAME=value", each name once, in the order of their first lines; the environment is to win over them
	Files []string // that were read
	Bad   []string // "file:line" of what could not be read in the default files
}

// Load reads .gourdenv and .env, of which .env wins, and the File, which wins over
// both. A default file that is not there is nothing; a File that is not, or has a
// line that cannot be read, is an error. What cannot be read in the default files is
// left out, as python-dotenv does.
func Load(o Options) (*Loaded, error) {
	if o.Lookup == nil {
		o.Lookup = os.LookupEnv
	}
	l := &Loaded{}
	values := map[string]string{}
	if !skips(o.Lookup) {
		for _, name := range defaultFiles {
			path := find(o.Dir, name)
			if path == "" {
				continue
			}
			bad, err := l.read(path, values, o.Lookup)
			if err != nil {
				return nil, err
			}
			l.Bad = append(l.Bad, bad...)
		}
	}
	if o.File != "" {
		bad, err := l.read(o.File, values, o.Lookup)
		if err != nil {
			return nil, err
		}
		if len(bad) > 0 {
			return nil, fmt.Errorf("%s is no line of a file of environment variables, want NAME=value", strings.Join(bad, ", "))
		}
	}
	for i, name := range l.Vars {
		l.Vars[i] = name + "=" + values[name]
	}
	return l, nil
}

func skips(lookup func(string) (string, bool)) bool {
	switch v, _ := lookup(SkipVariable); strings.ToLower(v) {
	case "", "0", "false", "no":
		return false
	}
	return true
}

// find looks for a file in dir and the folders above it.
func find(dir, name string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
		above := filepath.Dir(dir)
		if above == dir {
			return ""
		}
		dir = above
	}
}

// read adds a file's variables to values, and the names that are new to l.Vars.
func (l *Loaded) read(path string, values map[string]string, lookup func(string) (string, bool)) (bad []string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the file of environment variables cannot be read: %w", err)
	}
	l.Files = append(l.Files, path)
	vars, lines := Parse(string(text))
	for _, n := range lines {
		bad = append(bad, fmt.Sprintf("%s:%d", path, n))
	}
	for _, v := range Resolve(vars, lookup) {
		if v.Bare {
			continue
		}
		if _, known := values[v.Name]; !known {
			l.Vars = append(l.Vars, v.Name)
		}
		values[v.Name] = v.Value
	}
	return bad, nil
}

// Resolve replaces ${NAME} and ${NAME:-default} in the values, by the variables
// above them and those of the environment, in this order. Each name is returned
// once, where it stood first, with its last value.
func Resolve(vars []Variable, lookup func(string) (string, bool)) []Variable {
	var list []Variable
	at := map[string]int{}
	get := func(name string) (string, bool) {
		if i, ok := at[name]; ok {
			return list[i].Value, true
		}
		return lookup(name)
	}
	for _, v := range vars {
		v.Value = expand(v.Value, get)
		if i, known := at[v.Name]; known {
			list[i] = v
			continue
		}
		at[v.Name] = len(list)
		list = append(list, v)
	}
	return list
}

// expand replaces the variables in one value. A name has no "}" and no ":", and the
// default no "}".
func expand(text string, get func(string) (string, bool)) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexAny(rest, "}:")
		if end < 0 || rest[end] == ':' && (!strings.HasPrefix(rest[end:], ":-") || strings.IndexByte(rest[end:], '}') < 0) {
			b.WriteString("${")
			text = rest
			continue
		}
		name, other := rest[:end], ""
		if rest[end] == ':' {
			other, text, _ = strings.Cut(rest[end+2:], "}")
		} else {
			text = rest[end+1:]
		}
		if value, ok := get(name); ok {
			b.WriteString(value)
		} else {
			b.WriteString(other)
		}
	}
}
