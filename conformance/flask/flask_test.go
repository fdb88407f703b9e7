package flask

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

// startFlask starts real Flask for a test, and ends it with the test.
func startFlask(t testing.TB) *Flask {
	t.Helper()
	side, err := StartFlask(t.Context(), python.Interpreter(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := side.Close(); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return side
}

func TestCasesAsInFlask(t *testing.T) {
	side := startFlask(t)
	cases, err := ReadFolder("cases")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := KeptDifferences()
	if err != nil {
		t.Fatal(err)
	}
	var sum Summary
	for _, c := range cases {
		r, err := Compare(t.Context(), side, c)
		if err != nil {
			t.Fatalf("%s: %s: %v", c.File, c.Name, err)
		}
		r.Kept = kept[c.Name].Reason
		delete(kept, c.Name)
		var told strings.Builder
		sum.Add(&told, r)
		switch {
		case !r.Passed():
			t.Error(told.String())
		case r.Kept != "":
			t.Log(told.String())
		}
	}
	for name := range kept {
		if strings.HasPrefix(name, ofPrograms) {
			continue // which the test of the programs looks at
		}
		t.Errorf("differences.json keeps a difference of the case %q, which is not there", name)
	}
	var told strings.Builder
	sum.Close(&told)
	t.Log(told.String())
	if least := 400; sum.Passed+sum.Failed < least {
		t.Errorf("%d cases, want at least %d", sum.Passed+sum.Failed, least)
	}
}

func TestDifferencesAreTold(t *testing.T) {
	side := startFlask(t)
	text := `{"name": "one", "rules": [{"rule": "/<int:x>", "endpoint": "e"}],
		"requests": [{"path": "/9223372036854775808"}], "builds": [{"endpoint": "e", "values": {"x": 9223372036854775808}}]}`
	cases, err := ParseCases("one.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compare(t.Context(), side, cases[0])
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	var sum Summary
	sum.Add(&out, r)
	sum.Close(&out)
	for _, want := range []string{"FAILED one.json: one\n", "GET /9223372036854775808: the status\n    Flask: 200\n    here:  404\n", "Flask: /9223372036854775808\n    here:  ValueError", "2 checks in 1 cases", "\n0 passed, 1 failed\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %q", want, out.String())
		}
	}
	r.Kept = "for a test"
	if !r.Passed() {
		t.Error("a case that must differ, and does, has not passed")
	}
	r.Differences = nil
	if r.Passed() {
		t.Error("a case that must differ, and does not, has passed")
	}
}

func TestSetupIsComparedBothWays(t *testing.T) {
	side := startFlask(t)
	for _, test := range []struct {
		text string
		pass bool
	}{
		{`{"name": "both refuse", "rules": [{"rule": "x"}], "setup_error": true}`, true},
		{`{"name": "both refuse and the case does not say so", "rules": [{"rule": "x"}]}`, false},
		{`{"name": "both take", "rules": [{"rule": "/x"}]}`, true},
		{`{"name": "both take and the case says otherwise", "rules": [{"rule": "/x"}], "setup_error": true}`, false},
		{`{"name": "only Flask takes", "rules": [{"rule": "/x"}, {"rule": "/x"}]}`, false},
	} {
		cases, err := ParseCases("t.json", []byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Compare(t.Context(), side, cases[0])
		if err != nil {
			t.Fatal(err)
		}
		if r.Passed() != test.pass {
			t.Errorf("%s: passed is %t, want %t: %v", r.Name, r.Passed(), test.pass, r.Differences)
		}
	}
}

func TestCaseFilesThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		`{"name": "a", "rules": [], "request": []}`:                                    `bad.json: cannot read the cases`,
		`[{"name": "a", "rules": [{"rule": "/", "end": "x"}]}]`:                        `"end"`,
		`{"name": "a", "rules": [], "map": {"strict": true}}`:                          `"strict"`,
		`{"name": "a", "rules": [{"rule": 3}]}`:                                        `bad.json`,
		`{"rules": []}`:                                                                `bad.json: case 1: it has no name`,
		`{"name": "a"}`:                                                                `has no rules`,
		`{"name": "a", "rules": [], "requests": [{"method": "GET"}]}`:                  `request 1 has no path`,
		`{"name": "a", "rules": [], "builds": [{"values": {}}]}`:                       `build 1 has no endpoint`,
		`{"name": "a", "rules": [], "builds": [{"endpoint": "e", "values": [1]}]}`:     `named values`,
		`{"name": "a", "rules": [], "requests": [{"path": "/", "headers": {"A": 1}}]}`: `the header "A"`,
		`{"name": "a", "rules": []`:                                                    `bad.json`,
		`{"name": "a", "name": "b", "rules": []}`:                                      `bad.json`,
	} {
		if _, err := ParseCases("bad.json", []byte(text)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "bad.json") {
			t.Errorf("%s: got the error %v, want one with %q and the file", text, err, want)
		}
	}
}

func TestFoldersOfCases(t *testing.T) {
	folder := t.TempDir()
	if _, err := ReadFolder(folder); err == nil || !strings.Contains(err.Error(), "no .json files") {
		t.Errorf("an empty folder: got the error %v", err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(folder+"/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("b.json", `{"name": "two", "rules": []}`)
	write("a.json", `[{"name": "one", "rules": []}]`)
	write("notes.txt", `no case`)
	cases, err := ReadFolder(folder)
	if err != nil || len(cases) != 2 || cases[0].Name != "one" || cases[1].File != "b.json" {
		t.Errorf("got %v, %v", cases, err)
	}
	write("c.json", `{"name": "one", "rules": []}`)
	if _, err := ReadFolder(folder); err == nil || !strings.Contains(err.Error(), `c.json: the name "one" is a case of a.json already`) {
		t.Errorf("a name twice: got the error %v", err)
	}
}

func TestTargetsAreTakenApart(t *testing.T) {
	for _, test := range []struct{ target, host, wantHost, path, query string }{
		{"/a?b?c", "", "localhost", "/a", "b?c"},
		{"/a%3Fb#c", "h:1", "h:1", "/a%3Fb#c", ""},
		{"http://x/a?q", "h", "x", "/a", "q"},
		{"https://x", "h", "x", "/", ""},
		{"http://x?q", "", "x", "/", "q"},
		{"*", "", "localhost", "*", ""},
		{"//x/a", "", "localhost", "//x/a", ""},
	} {
		s := Request{Path: test.target, Host: test.host}.sent()
		if s.Host != test.wantHost || s.Path != test.path || s.Query != test.query || s.Target != test.target {
			t.Errorf("%q: got %+v", test.target, s)
		}
	}
	s := Request{Path: "/", Headers: Headers{{"host", "x"}, {"A", "b"}}}.sent()
	if s.Host != "x" || len(s.Headers) != 1 {
		t.Errorf("a Host among the header fields: got %+v", s)
	}
}
