package rule

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mustMap compiles the rules; a rule without an endpoint gets its pattern as one.
func mustMap(t testing.TB, options Options, rules ...*Rule) *Map {
	t.Helper()
	m := NewMap(options)
	for _, r := range rules {
		if r.Endpoint == "" {
			r.Endpoint = r.Pattern
		}
		if err := m.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Compile(); err != nil {
		t.Fatal(err)
	}
	return m
}

// patterns makes rules for GET.
func patterns(list ...string) []*Rule {
	rules := make([]*Rule, len(list))
	for i, p := range list {
		rules[i] = &Rule{Pattern: p, Methods: []string{"GET"}}
	}
	return rules
}

// outcome writes what a match has found on one line: the endpoint with its
// arguments, the path of a redirect, the allowed methods, or the outcome's name.
func outcome(m *Map, req Request) string {
	var match Match
	switch o := m.Match(&match, req); o {
	case Found:
		s := match.Rule().Endpoint
		for i := range match.Len() {
			s += fmt.Sprintf(" %s=%v", match.Name(i), match.Value(i).Any())
		}
		return s
	case Redirect:
		return "-> " + match.Location().Host + match.Location().Path
	case MethodNotAllowed:
		return "405 " + strings.Join(match.Allowed(nil), ",")
	default:
		return o.String()
	}
}

type matchCase struct{ path, want string }

func checkPaths(t *testing.T, m *Map, cases []matchCase) {
	t.Helper()
	for _, c := range cases {
		if got := outcome(m, Request{Path: c.path, Method: "GET"}); got != c.want {
			t.Errorf("GET %q: got %q, want %q", c.path, got, c.want)
		}
	}
}

func TestMatchOrder(t *testing.T) {
	tests := map[string]struct {
		rules []string
		cases []matchCase
	}{
		"static wins over variables, whatever came first": {
			[]string{"/<x>", "/a", "/<int:n>"},
			[]matchCase{{"/a", "/a"}, {"/7", "/<int:n> n=7"}, {"/b", "/<x> x=b"}},
		},
		"more static text wins": {
			[]string{"/<x>", "/<x>-<y>", "/v<x>", "/ver<x>"},
			[]matchCase{{"/version", "/ver<x> x=sion"}, {"/va", "/v<x> x=a"}, {"/a-b", "/<x>-<y> x=a y=b"}, {"/ab", "/<x> x=ab"}},
		},
		"int and float before string before path": {
			[]string{"/<path:p>", "/<s>", "/<float:f>", "/<int:i>"},
			[]matchCase{{"/1", "/<int:i> i=1"}, {"/1.5", "/<float:f> f=1.5"}, {"/x", "/<s> s=x"}, {"/x/y", "/<path:p> p=x/y"}},
		},
		"equal weights by registration": {
			[]string{"/<string(length=2):a>", "/<string(minlength=2):b>"},
			[]matchCase{{"/xy", "/<string(length=2):a> a=xy"}, {"/xyz", "/<string(minlength=2):b> b=xyz"}},
		},
		"a static dead end goes back to the variable": {
			[]string{"/a/b", "/<x>/c"},
			[]matchCase{{"/a/b", "/a/b"}, {"/a/c", "/<x>/c x=a"}, {"/a/d", "NotFound"}},
		},
		"a path with a tail before the path alone": {
			[]string{"/p/<path:x>", "/p/<path:x>/edit"},
			[]matchCase{{"/p/a/b/edit", "/p/<path:x>/edit x=a/b"}, {"/p/edit", "/p/<path:x> x=edit"}, {"/p/a//b", "/p/<path:x> x=a//b"}},
		},
		"rules that the same text leads to share a state": {
			[]string{"/<int:a>/<y>", "/<int(min=3):b>/x"},
			[]matchCase{{"/5/x", "/<int(min=3):b>/x b=5"}, {"/5/z", "/<int:a>/<y> a=5 y=z"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			checkPaths(t, mustMap(t, Options{}, patterns(test.rules...)...), test.cases)
		})
	}
}

func TestConverters(t *testing.T) {
	const id = "12345678-abcd-ABCD-0123-1234567890aB"
	tests := map[string][]matchCase{
		"/<x>":                     {{"/", "NotFound"}, {"/a b", "/<x> x=a b"}, {"/é", "/<x> x=é"}, {"/a\nb", "/<x> x=a\nb"}},
		"/<string(length=2):x>":    {{"/é", "NotFound"}, {"/éé", "/<string(length=2):x> x=éé"}, {"/abc", "NotFound"}},
		"/<string(1, 2):x>":        {{"/a", "/<string(1, 2):x> x=a"}, {"/abc", "NotFound"}},
		"/<string(minlength=0):x>": {{"/", "/<string(minlength=0):x> x="}},
		"/<int:x>": {
			{"/007", "/<int:x> x=7"},
			{"/\u0663", "/<int:x> x=3"},
			{"/1\u0663", "/<int:x> x=13"},
			{"/-1", "NotFound"},
			{"/1.0", "NotFound"},
			{"/9223372036854775807", "/<int:x> x=9223372036854775807"},
			{"/9223372036854775808", "NotFound"},
			{"/00000000000000000000007", "/<int:x> x=7"},
			{"/\U0001D7D9\U0001D7E3", "/<int:x> x=11"},
		},
		"/<int(signed=True):x>":    {{"/-12", "/<int(signed=True):x> x=-12"}, {"/-9223372036854775808", "/<int(signed=True):x> x=-9223372036854775808"}, {"/-9223372036854775809", "NotFound"}, {"/-", "NotFound"}, {"/+1", "NotFound"}},
		"/<int(min=5, max=7):x>":   {{"/4", "NotFound"}, {"/5", "/<int(min=5, max=7):x> x=5"}, {"/8", "NotFound"}},
		"/<int(min=1.5):x>":        {{"/1", "NotFound"}, {"/2", "/<int(min=1.5):x> x=2"}},
		"/<int(fixed_digits=3):x>": {{"/12", "NotFound"}, {"/012", "/<int(fixed_digits=3):x> x=12"}},
		"/<float:x>":               {{"/2", "NotFound"}, {"/2.50", "/<float:x> x=2.5"}, {"/2.", "NotFound"}, {"/.5", "NotFound"}, {"/1e5", "NotFound"}, {"/\u0661.\u0665", "/<float:x> x=1.5"}, {"/-1.0", "NotFound"}},
		"/<float(max=2):x>":        {{"/2.0", "/<float(max=2):x> x=2"}, {"/2.1", "NotFound"}},
		"/<path:x>":                {{"/a/b/", "/<path:x> x=a/b/"}, {"/", "NotFound"}, {"/a\nb", "NotFound"}},
		"/<any(a, \"b c\", b):x>":  {{"/b c", "/<any(a, \"b c\", b):x> x=b c"}, {"/c", "NotFound"}, {"/b", "/<any(a, \"b c\", b):x> x=b"}},
		"/<uuid:x>":                {{"/" + id, "/<uuid:x> x=" + strings.ToLower(id)}, {"/" + id[1:], "NotFound"}, {"/g" + id[1:], "NotFound"}},
		"/<a>.<b>":                 {{"/x.y.z", "/<a>.<b> a=x.y b=z"}, {"/x.", "NotFound"}},
		"/<int:y>-<int:m>-<int:d>": {{"/2026-11-22", "/<int:y>-<int:m>-<int:d> y=2026 m=11 d=22"}, {"/2026-11", "NotFound"}},
		"/<path:a>-<path:b>":       {{"/1/2-3-4", "/<path:a>-<path:b> a=1/2 b=3-4"}},
		"/<int:a><any(x,xy):b><c>": {{"/12xyz", "/<int:a><any(x,xy):b><c> a=12 b=x c=yz"}},
		"/<float:a><int:b>":        {{"/1.25", "/<float:a><int:b> a=1.2 b=5"}, {"/1.2", "NotFound"}},
		"/<uuid:a><b>":             {{"/" + id + "x", "/<uuid:a><b> a=" + strings.ToLower(id) + " b=x"}},
	}
	for pattern, cases := range tests {
		t.Run(pattern, func(t *testing.T) {
			checkPaths(t, mustMap(t, Options{}, patterns(pattern)...), cases)
		})
	}
}

func TestSlashes(t *testing.T) {
	no, yes := false, true
	branchAndLeaf := []string{"/", "/b/", "/leaf", "/d/<x>/", "/p/<path:x>/"}
	tests := []struct {
		name    string
		options Options
		rules   []*Rule
		cases   []matchCase
	}{
		{"strict", Options{}, patterns(branchAndLeaf...), []matchCase{
			{"", "-> /"},
			{"/b", "-> /b/"},
			{"/b/", "/b/"},
			{"/leaf", "/leaf"},
			{"/leaf/", "NotFound"},
			{"/d/a b", "-> /d/a%20b/"},
			{"/p/a/b", "-> /p/a/b/"},
			{"/p/a/b/", "/p/<path:x>/ x=a/b"},
			{"/p/a//", "-> /p/a/"},
		}},
		{"merged", Options{}, patterns(branchAndLeaf...), []matchCase{
			{"/b//", "-> /b/"}, {"///b/", "/b/"}, {"//b", "-> /b/"}, {"/d//x", "-> /d/x/"}, {"/d//x//", "-> /d/x/"}, {"//", "/"}, {"/none//x", "NotFound"},
		}},
		{"loose", Options{LooseSlashes: true}, patterns(branchAndLeaf...), []matchCase{
			{"/b", "/b/"}, {"/b/", "/b/"}, {"/leaf/", "/leaf"}, {"/d/x", "/d/<x>/ x=x"}, {"/p/a/b", "/p/<path:x>/ x=a/b"},
		}},
		{"kept", Options{KeepSlashes: true}, patterns("/a//b", "/c/"), []matchCase{
			{"/a//b", "/a//b"}, {"/a/b", "NotFound"}, {"/c//", "NotFound"},
		}},
		{"a rule's own options", Options{}, []*Rule{
			{Pattern: "/loose/", StrictSlashes: &no}, {Pattern: "/kept//x", MergeSlashes: &no}, {Pattern: "/merged//x", MergeSlashes: &yes},
		}, []matchCase{{"/loose", "/loose/"}, {"/kept//x", "/kept//x"}, {"/kept/x", "NotFound"}, {"/merged/x", "/merged//x"}, {"/merged//x", "-> /merged/x"}}},
		{"a path without a slash gets one", Options{}, patterns("/a"), []matchCase{{"a", "/a"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkPaths(t, mustMap(t, test.options, test.rules...), test.cases)
		})
	}
}

func TestMethods(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/z", Methods: []string{"post"}},
		&Rule{Pattern: "/<x>", Methods: []string{"GET"}},
		&Rule{Pattern: "/b/", Methods: []string{"GET"}},
		&Rule{Pattern: "/v/<int(min=5):n>", Methods: []string{"GET"}},
		&Rule{Pattern: "/v/<s>", Methods: []string{"GET"}},
		&Rule{Pattern: "/any"},
		&Rule{Pattern: "/none", Methods: []string{}},
		&Rule{Pattern: "/odd", Methods: []string{"PURGE"}},
	)
	for _, test := range []struct{ name, method, path, want string }{
		{"another method's rule is passed over", "GET", "/z", "/<x> x=z"},
		{"the static rule has its method", "POST", "/z", "/z"},
		{"the union of all rules", "PUT", "/z", "405 GET,HEAD,POST"},
		{"HEAD goes with GET", "HEAD", "/q", "/<x> x=q"},
		{"lower case is accepted", "get", "/q", "/<x> x=q"},
		{"no redirect to a slash for another method", "POST", "/b", "405 GET,HEAD"},
		{"unknown methods are not allowed", "BREW", "/q", "405 GET,HEAD"},
		{"a refused value ends matching", "GET", "/v/3", "NotFound"},
		{"a rule for any method", "BREW", "/any", "/any"},
		{"no methods at all", "GET", "/none", "/<x> x=none"},
		{"an uncommon method", "PURGE", "/odd", "/odd"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := outcome(m, Request{Path: test.path, Method: test.method}); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRefusedValueIsMethodNotAllowedIfAnotherMethodMatched(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/3", Methods: []string{"POST"}},
		&Rule{Pattern: "/<int(min=5):n>", Methods: []string{"GET"}},
		&Rule{Pattern: "/<x>", Methods: []string{"GET"}},
	)
	if got, want := outcome(m, Request{Path: "/3", Method: "GET"}), "405 POST"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAllowed(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/x", Methods: []string{"GET", "OPTIONS"}, Endpoint: "get"},
		&Rule{Pattern: "/x", Methods: []string{"POST", "OPTIONS"}, Endpoint: "post"},
		&Rule{Pattern: "/<y>", Methods: []string{"DELETE"}, Endpoint: "delete"},
		&Rule{Pattern: "/any", Endpoint: "any"},
	)
	for _, test := range []struct {
		name, method, path string
		want               []string
	}{
		{"of a found rule for OPTIONS", "OPTIONS", "/x", []string{"kept", "DELETE", "GET", "HEAD", "OPTIONS", "POST"}},
		{"of a wrong method", "PATCH", "/x", []string{"kept", "DELETE", "GET", "HEAD", "OPTIONS", "POST"}},
		{"of a rule for any method", "GET", "/any", []string{"kept"}},
		{"of nothing", "GET", "/a/b", []string{"kept"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var match Match
			m.Match(&match, Request{Path: test.path, Method: test.method})
			if diff := cmp.Diff(test.want, match.Allowed([]string{"kept"})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWebSocket(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/ws", WebSocket: true, Endpoint: "socket"},
		&Rule{Pattern: "/http", Endpoint: "http"},
		&Rule{Pattern: "/both", Endpoint: "both http"},
		&Rule{Pattern: "/both", WebSocket: true, Endpoint: "both socket"},
	)
	for _, test := range []struct {
		path, plain, socket string
	}{
		{"/ws", "WebSocketMismatch", "socket"},
		{"/http", "http", "WebSocketMismatch"},
		{"/both", "both http", "both socket"},
		{"/none", "NotFound", "NotFound"},
	} {
		if got := outcome(m, Request{Path: test.path, Method: "GET"}); got != test.plain {
			t.Errorf("%s: got %q, want %q", test.path, got, test.plain)
		}
		if got := outcome(m, Request{Path: test.path, Method: "GET", WebSocket: true}); got != test.socket {
			t.Errorf("%s as a WebSocket: got %q, want %q", test.path, got, test.socket)
		}
	}
}

func TestHostsAndSubdomains(t *testing.T) {
	rules := func() []*Rule {
		return []*Rule{
			{Pattern: "/", Endpoint: "root"},
			{Pattern: "/", Endpoint: "www", Subdomain: "www", Host: "www.example.com"},
			{Pattern: "/", Endpoint: "user", Subdomain: "<user>", Host: "<user>.example.com:8080"},
			{Pattern: "/<int:n>", Endpoint: "version", Subdomain: "v<int:major>", Host: "v<int:major>.example.com"},
		}
	}
	sub := mustMap(t, Options{}, rules()...)
	host := mustMap(t, Options{HostMatching: true}, rules()...)
	for _, test := range []struct {
		m                *Map
		host, path, want string
	}{
		{sub, "", "/", "root"},
		{sub, "www", "/", "www"},
		{sub, "ada", "/", "user user=ada"},
		{sub, "<invalid>", "/", "user user=<invalid>"},
		{sub, "v2", "/7", "version major=2 n=7"},
		{sub, "v2", "/", "user user=v2"},
		{sub, "ada", "/7", "NotFound"},
		{host, "www.example.com", "/", "www"},
		{host, "ada.example.com:8080", "/", "user user=ada"},
		{host, "ada.example.com", "/", "NotFound"},
		{host, "v3.example.com", "/4", "version major=3 n=4"},
		{host, "", "/", "root"},
	} {
		if got := outcome(test.m, Request{Host: test.host, Path: test.path, Method: "GET"}); got != test.want {
			t.Errorf("%q %q: got %q, want %q", test.host, test.path, got, test.want)
		}
	}
}

func TestCustomConverters(t *testing.T) {
	spans := false
	m := mustMap(t, Options{Converters: map[string]Converter{
		"list":  {Regexp: "[a-z]+(?:,([a-z]+))*", New: newListConversion},
		"rest":  {Regexp: ".*", Weight: 300, PartIsolating: &spans},
		"ab":    {Regexp: "[ab/]+"},
		"short": {New: newShortConversion},
	}},
		patterns("/list/<list:l>", "/pair/<list:a>-<int:n>-<list:b>", "/rest/<rest:r>", "/ab/<ab:x>/end/", "/short/<short(3):s>")...)
	checkPaths(t, m, []matchCase{
		{"/list/a,b", "/list/<list:l> l=[a b]"},
		{"/list/a,", "NotFound"},
		{"/list/bad", "NotFound"},
		{"/pair/a,b-7-c", "/pair/<list:a>-<int:n>-<list:b> a=[a b] n=7 b=[c]"},
		{"/rest/", "/rest/<rest:r> r="},
		{"/rest/a//b", "/rest/<rest:r> r=a//b"},
		{"/ab/a/b/end", "-> /ab/a/b/end/"},
		{"/ab/a/b/end/", "/ab/<ab:x>/end/ x=a/b"},
		{"/short/abc", "/short/<short(3):s> s=abc"},
		{"/short/abcd", "NotFound"},
	})
	built, err := m.Build(BuildRequest{Endpoint: "/list/<list:l>", Values: []Pair{{"l", []string{"x", "y"}}}})
	if err != nil || built.Path != "/list/x,y" {
		t.Errorf("built %q, %v", built.Path, err)
	}
}

type listConversion struct{}

func newListConversion(Args) (Conversion, error) { return listConversion{}, nil }

func (listConversion) Parse(text string) (any, error) {
	if text == "bad" {
		return nil, errors.New("a bad list")
	}
	return strings.Split(text, ","), nil
}

func (listConversion) Format(value any) (string, error) {
	return strings.Join(value.([]string), ","), nil
}

// shortConversion is Patterned.
type shortConversion struct {
	stringConversion
}

func newShortConversion(args Args) (Conversion, error) {
	n := args.Positional[0].(int)
	return shortConversion{stringConversion{min: 1, max: n}}, nil
}

func TestLeftOverValuesOfTheSearchAreGone(t *testing.T) {
	m := mustMap(t, Options{}, patterns("/<a>/<b>/<c>/<d>/x", "/<path:p>")...)
	var match Match
	if o := m.Match(&match, Request{Path: "/1/2/3/4/5", Method: "GET"}); o != Found || match.Len() != 1 {
		t.Fatalf("%v with %d values", o, match.Len())
	}
	match.Reset()
	if diff := cmp.Diff(Match{}, match, cmp.AllowUnexported(Match{}, Value{}, Location{}, Request{}),
		cmp.FilterPath(func(p cmp.Path) bool {
			return p.Last().String() == ".more" || p.Last().String() == ".bit" || p.Last().String() == ".steps"
		}, cmp.Ignore())); diff != "" {
		t.Error("something is left after Reset:", diff)
	}
}

func TestMoreValuesThanFitInline(t *testing.T) {
	var pattern, path, want string
	for i := range 12 {
		pattern += fmt.Sprintf("/<int:v%d>", i)
		path += fmt.Sprintf("/%d", i)
		want += fmt.Sprintf(" v%d=%d", i, i)
	}
	m := mustMap(t, Options{}, &Rule{Pattern: pattern, Endpoint: "all"}, &Rule{Pattern: "/short", Endpoint: "short"})
	if got := outcome(m, Request{Path: path}); got != "all"+want {
		t.Errorf("got %q", got)
	}
	var match Match
	m.Match(&match, Request{Path: path})
	more := match.more
	m.Match(&match, Request{Path: "/short"})
	for i, v := range more {
		if v != (Value{}) {
			t.Errorf("value %d is still %v", i, v)
		}
	}
}

func TestBacktrackingIsBounded(t *testing.T) {
	m := mustMap(t, Options{}, patterns("/<a>-<b>-<c>-<d>-<int:e>", "/<path:a>x<path:b>x<path:c>x<int:d>")...)
	long := "/" + strings.Repeat("-", 20_000) + "!"
	if got := outcome(m, Request{Path: long, Method: "GET"}); got != "NotFound" {
		t.Errorf("got %q", got)
	}
	if got, want := outcome(m, Request{Path: long[:len(long)-1] + "7", Method: "GET"}), "/<a>-<b>-<c>-<d>-<int:e>"; !strings.HasPrefix(got, want) || !strings.HasSuffix(got, " e=7") {
		t.Errorf("got %.60q", got)
	}
}

func TestMatchAllocations(t *testing.T) {
	m := benchmarkMap(t, 50)
	for _, path := range []string{
		"/api/v1/resource7", "/api/v1/resource7/12345", "/api/v1/resource7/groups/staff/members/ada",
		"/api/v1/resource7/keys/12345678-abcd-abcd-0123-1234567890ab", "/api/v1/resource7/1/none", "/api/v1/resource7/groups",
	} {
		var match Match
		req := Request{Path: path, Method: "GET"}
		if n := testing.AllocsPerRun(100, func() {
			m.Match(&match, req)
			if match.Len() > 0 {
				_, _, _ = match.Value(0).Int(), match.Value(0).Text(), match.Value(0).UUID()
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations, want 0", path, n)
		}
	}
}

func TestMatchPanicsBeforeCompile(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "call Compile") {
			t.Errorf("recovered %v", r)
		}
	}()
	NewMap(Options{}).Match(&Match{}, Request{Path: "/"})
}
