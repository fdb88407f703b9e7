package dotenv_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/internal/dotenv"
)

// cases are files and what python-dotenv 1.2.2 makes of them; bad lines are "!2".
var cases = []struct{ name, text, want string }{
	{"a plain value", "A=1", "A=1"},
	{"blanks around", "  A =  one two  ", "A=one two"},
	{"export", "export A=1\nexport\tB=2\nexported=3", "A=1|B=2|exported=3"},
	{"comments and empty lines", "# A=1\n\n  # x\nB=2", "B=2"},
	{"a comment behind a value", "A=1 # one", "A=1"},
	{"a comment behind a name", "A # one", "A (bare)"},
	{"a number sign within a value", "A=a#b", "A=a#b"},
	{"an empty value", "A=\nB=2", "A=|B=2"},
	{"a comment in place of a value is one without a blank before it", "A= # nothing", "A=# nothing"},
	{"a name alone", "A\nB=2", "A (bare)|B=2"},
	{"an equals sign in a value", "A=b=c", "A=b=c"},
	{"double quotes", `A=" x # y " # z`, "A= x # y "},
	{"escapes in double quotes", `A="\n\r\t\"\\\d\'"`, "A=\n\r\t\"\\\\d'"},
	{"single quotes", `A='\n "x" \' \\'`, `A=\n "x" ' \`},
	{"several lines", "A=\"one\ntwo\"\nB='3\n4'", "A=one\ntwo|B=3\n4"},
	{"a name in quotes", "'A B'=1", "A B=1"},
	{"a byte order mark", "\ufeffA=1", "A=1"},
	{"line ends of Windows", "A=1\r\nB=2\r\n", "A=1|B=2"},
	{"names of any letters", "my-name.ä=1", "my-name.ä=1"},
	{"no name", "=1\nB=2", "!1|B=2"},
	{"a quote that is not closed", "A=\"x\nB=2", "!1|B=2"},
	{"quotes that are all escaped", `A="x\"`, `A=x\`},
	{"something behind a quote", "A=\"x\" y\nB=2", "!1|B=2"},
	{"two words for a name", "A B=1\nC=3", "!1|C=3"},
	{"a zero byte", "A=\x00\nB=2", "!1|B=2"},
	{"a number sign in a name", "A#B=1", "A (bare)"},
	{"only blanks", " \n\t\n", ""},
}

func shown(vars []dotenv.Variable, bad []int) string {
	var list []string
	for _, n := range bad {
		list = append(list, fmt.Sprintf("!%d", n))
	}
	for _, v := range vars {
		if v.Bare {
			list = append(list, v.Name+" (bare)")
		} else {
			list = append(list, v.Name+"="+v.Value)
		}
	}
	return strings.Join(list, "|")
}

func TestParse(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, shown(dotenv.Parse(c.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	environment := map[string]string{"HOME": "/home/ann", "A": "outer"}
	lookup := func(name string) (string, bool) { v, ok := environment[name]; return v, ok }
	for _, c := range []struct{ name, text, want string }{
		{"of the environment", "B=${HOME}/x", "B=/home/ann/x"},
		{"of the file, which wins", "A=inner\nB=${A}", "A=inner|B=inner"},
		{"of the environment where the file's comes later", "B=${A}\nA=inner", "B=outer|A=inner"},
		{"in single quotes too", "B='${A}'", "B=outer"},
		{"a default", "B=${NONE:-x y}${A:-z}", "B=x youter"},
		{"an unknown one", "B=a${NONE}b", "B=ab"},
		{"a name that stands alone is empty", "A\nB=${A:-x}", "A (bare)|B="},
		{"a dollar alone, and an open brace", "B=$A ${A", "B=$A ${A"},
		{"a colon without a dash", "B=${A:x}${A}", "B=${A:x}outer"},
		{"the last value counts, in the place of the first", "A=1\nB=2\nA=${A}3", "A=13|B=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			vars, bad := dotenv.Parse(c.text)
			if diff := cmp.Diff(c.want, shown(dotenv.Resolve(vars, lookup), bad)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// write makes a folder with another one below it, and files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "app"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestWhichFileWins(t *testing.T) {
	root := write(t, map[string]string{
		".gourdenv": "A=gourdenv\nB=gourdenv\nC=gourdenv\nbad line", "app/.env": "B=env\nC=env\nD=${A}", ".env": "A=above", "more": "C=file\nE",
	})
	lookup := func(skip string) func(string) (string, bool) {
		return func(name string) (string, bool) { return skip, name == dotenv.SkipVariable && skip != "" }
	}
	for _, c := range []struct{ name, file, skip, want string }{
		{"the default files, searched upwards", "", "", "A=gourdenv|B=env|C=env|D="},
		{"and one more", "more", "", "A=gourdenv|B=env|C=file|D="},
		{"the default files are skipped", "more", "1", "C=file"},
		{"they are not", "more", "False", "A=gourdenv|B=env|C=file|D="},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := dotenv.Options{Dir: filepath.Join(root, "app"), Lookup: lookup(c.skip)}
			if c.file != "" {
				o.File = filepath.Join(root, c.file)
			}
			l, err := dotenv.Load(o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, strings.Join(l.Vars, "|")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if want := filepath.Join(root, ".gourdenv") + ":4"; c.skip != "1" && cmp.Diff([]string{want}, l.Bad) != "" {
				t.Errorf("the bad lines are %q, want %q", l.Bad, want)
			}
		})
	}
}

func TestAFileThatIsNamedMustBeRight(t *testing.T) {
	root := write(t, map[string]string{"bad": "A=1\nno variable"})
	for name, want := range map[string]string{"none": "cannot be read", "bad": "bad:2 is no line"} {
		_, err := dotenv.Load(dotenv.Options{Dir: root, File: filepath.Join(root, name)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q", name, err, want)
		}
	}
}

// FuzzParse holds what every caller relies on: variables that a process can be given.
func FuzzParse(f *testing.F) {
	for _, c := range cases {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		vars, _ := dotenv.Parse(text)
		for _, v := range dotenv.Resolve(vars, os.LookupEnv) {
			if v.Name == "" || strings.ContainsAny(v.Name, "=\x00") || strings.IndexByte(v.Value, 0) >= 0 {
				t.Errorf("%+v is no environment variable", v)
			}
		}
	})
}

func ExampleParse() {
	vars, bad := dotenv.Parse("# settings\nexport GOURD_DEBUG=1\nGREETING='Hello, you'\n= what?\n")
	for _, v := range vars {
		fmt.Printf("%s=%s\n", v.Name, v.Value)
	}
	fmt.Println("not understood: lines", bad)
	// Output:
	// GOURD_DEBUG=1
	// GREETING=Hello, you
	// not understood: lines [4]
}
