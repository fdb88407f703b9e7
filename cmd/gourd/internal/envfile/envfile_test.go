package envfile_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/cmd/gourd/internal/envfile"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a plain value", "A=1", "A=1"},
		{"blanks around", "  A =  one two  ", "A=one two"},
		{"export", "export A=1", "A=1"},
		{"comments and empty lines", "# A=1\n\n  # x\nB=2", "B=2"},
		{"a comment behind a value", "A=1 # one", "A=1"},
		{"a number sign within a value", "A=a#b", "A=a#b"},
		{"an empty value", "A=", "A="},
		{"a comment in place of a value", "A= # nothing", "A="},
		{"an equals sign in a value", "A=b=c", "A=b=c"},
		{"double quotes", `A=" x # y " # z`, "A= x # y "},
		{"escapes", `A="\n\r\t\"\\\d"`, "A=\n\r\t\"\\\\d"},
		{"single quotes", `A='\n "x"'`, `A=\n "x"`},
		{"a byte order mark", "\ufeffA=1", "A=1"},
		{"line ends of Windows", "A=1\r\nB=2\r\n", "A=1|B=2"},
		{"order and repetition are kept", "B=1\nA=2\nB=3", "B=1|A=2|B=3"},
		{"a name that is not ASCII", "Ä=1", "error: line 1"},
		{"a name that begins with a digit", "A=1\n2B=1", "error: line 2"},
		{"no equals sign", "A", "error: line 1"},
		{"no name", "=1", "error: line 1"},
		{"an open double quote", `A="x`, "error: line 1"},
		{"a backslash at the end", `A="x\`, "error: line 1"},
		{"an open single quote", `A='x`, "error: line 1"},
		{"something behind a quote", `A="x" y`, "error: line 1"},
		{"a zero byte", "A=\x00", "error: line 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			vars, err := envfile.Parse(c.text)
			if want, bad := strings.CutPrefix(c.want, "error: "); bad {
				if err == nil || !strings.HasPrefix(err.Error(), want) {
					t.Fatalf("got %q and the error %v, want one that begins with %q", vars, err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, strings.Join(vars, "|")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing.env")
	if _, err := envfile.Load(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("the error is %v, want one that names %s", err, path)
	}
}

// FuzzParse holds what every caller relies on: variables that a process can be given.
func FuzzParse(f *testing.F) {
	f.Add("A=1\nexport B=\"x\\n\" # c\n")
	f.Add("A='\nB=\"\\")
	f.Fuzz(func(t *testing.T, text string) {
		vars, err := envfile.Parse(text)
		if err != nil {
			return
		}
		for _, v := range vars {
			name, _, ok := strings.Cut(v, "=")
			if !ok || name == "" || strings.ContainsAny(name, " \t\r\n#\"'") || strings.IndexByte(v, 0) >= 0 {
				t.Errorf("%q is no environment variable", v)
			}
		}
	})
}

func ExampleParse() {
	vars, err := envfile.Parse("# settings\nexport GOURD_DEBUG=1\nGREETING='Hello, you'\n")
	fmt.Printf("%q %v\n", vars, err)
	// Output: ["GOURD_DEBUG=1" "GREETING=Hello, you"] <nil>
}
