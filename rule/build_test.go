package rule

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
)

func TestBuildQuoting(t *testing.T) {
	m := mustMap(t, Options{}, patterns("/s/<x>", "/p/<path:x>", "/i/<int:x>", "/i4/<int(fixed_digits=4, signed=True):x>", "/f/<float:x>",
		`/a/<any(a, "b c"):x>`, "/u/<uuid:x>", "/é b/", "/")...)
	type named string
	id := UUID{0xab, 15: 1}
	tests := []struct {
		endpoint string
		values   []Pair
		want     string
	}{
		{"/s/<x>", []Pair{{"x", "a b/ü?&#%"}}, "/s/a%20b/%C3%BC%3F&%23%25"},
		{"/s/<x>", []Pair{{"x", "!$&'()*+,/:;=@-_.~"}}, "/s/!$&'()*+,/:;=@-_.~"},
		{"/s/<x>", []Pair{{"x", 1.0}}, "/s/1.0"},
		{"/s/<x>", []Pair{{"x", true}}, "/s/True"},
		{"/s/<x>", []Pair{{"x", named("n")}}, "/s/n"},
		{"/p/<path:x>", []Pair{{"x", "a//b"}}, "/p/a//b"},
		{"/i/<int:x>", []Pair{{"x", 7}}, "/i/7"},
		{"/i/<int:x>", []Pair{{"x", uint64(math.MaxUint64)}}, "/i/18446744073709551615"},
		{"/i/<int:x>", []Pair{{"x", " 1_000 "}}, "/i/1000"},
		{"/i/<int:x>", []Pair{{"x", "007"}}, "/i/7"},
		{"/i/<int:x>", []Pair{{"x", -3.9}}, "/i/-3"},
		{"/i/<int:x>", []Pair{{"x", true}}, "/i/1"},
		{"/i4/<int(fixed_digits=4, signed=True):x>", []Pair{{"x", -5}}, "/i4/-005"},
		{"/f/<float:x>", []Pair{{"x", 1e-7}}, "/f/1e-07"},
		{"/f/<float:x>", []Pair{{"x", 1e16}}, "/f/1e+16"},
		{"/f/<float:x>", []Pair{{"x", 123456789012345.0}}, "/f/123456789012345.0"},
		{"/f/<float:x>", []Pair{{"x", 0.0001}}, "/f/0.0001"},
		{"/f/<float:x>", []Pair{{"x", "2"}}, "/f/2.0"},
		{"/f/<float:x>", []Pair{{"x", math.Inf(1)}}, "/f/inf"},
		{`/a/<any(a, "b c"):x>`, []Pair{{"x", "b c"}}, "/a/b c"},
		{"/u/<uuid:x>", []Pair{{"x", id}}, "/u/ab000000-0000-0000-0000-000000000001"},
		{"/u/<uuid:x>", []Pair{{"x", [16]byte(id)}}, "/u/ab000000-0000-0000-0000-000000000001"},
		{"/é b/", nil, "/%C3%A9%20b/"},
		{"/", []Pair{{"z", []int{1, 2}}, {"s", "a b+c"}, {"n", nil}, {"e", ""}}, "/?z=1&z=2&s=a+b%2Bc&e="},
		{"/", []Pair{{"s", "!$'()*,/:;?@&=é"}, {"é", []any{"x", nil, 2.0}}}, "/?s=!$'()*,/:;?@%26%3D%C3%A9&%C3%A9=x&%C3%A9=2.0"},
		{"/", []Pair{{"b", []byte("a b")}, {"none", []string{}}, {"u", id}}, "/?b=a+b&u=ab000000-0000-0000-0000-000000000001"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.endpoint, test.values), func(t *testing.T) {
			built, err := m.Build(BuildRequest{Endpoint: test.endpoint, Values: test.values})
			if err != nil || built.Path != test.want {
				t.Errorf("got %q, %v, want %q", built.Path, err, test.want)
			}
		})
	}
}

func TestBuildChoosesTheRule(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/all/", Endpoint: "list", Defaults: map[string]any{"page": 1}},
		&Rule{Pattern: "/all/page/<int:page>", Endpoint: "list"},
		&Rule{Pattern: "/item", Endpoint: "item", Methods: []string{"POST"}},
		&Rule{Pattern: "/item/get", Endpoint: "item", Methods: []string{"GET"}},
		&Rule{Pattern: "/x/<a>", Endpoint: "many"},
		&Rule{Pattern: "/x/<a>/<b>", Endpoint: "many"},
		&Rule{Pattern: "/old", Endpoint: "new", Alias: true},
		&Rule{Pattern: "/new", Endpoint: "new"},
		&Rule{Pattern: "/ext", Endpoint: "ext", BuildOnly: true},
		&Rule{Pattern: "/ws", Endpoint: "ws", WebSocket: true},
		&Rule{Pattern: "/sub/<x>", Endpoint: "sub", Subdomain: "<user>"},
	)
	tests := []struct {
		req  BuildRequest
		want string
	}{
		{BuildRequest{Endpoint: "list", Values: []Pair{{"page", 1}}}, "/all/"},
		{BuildRequest{Endpoint: "list", Values: []Pair{{"page", 1.0}}}, "/all/"},
		{BuildRequest{Endpoint: "list", Values: []Pair{{"page", 2}}}, "/all/page/2"},
		{BuildRequest{Endpoint: "list"}, "/all/"},
		{BuildRequest{Endpoint: "item"}, "/item"},
		{BuildRequest{Endpoint: "item", DefaultMethod: "GET"}, "/item/get"},
		{BuildRequest{Endpoint: "item", DefaultMethod: "PUT"}, "/item"},
		{BuildRequest{Endpoint: "item", Method: "GET", DefaultMethod: "POST"}, "/item/get"},
		{BuildRequest{Endpoint: "many", Values: []Pair{{"a", 1}}}, "/x/1"},
		{BuildRequest{Endpoint: "many", Values: []Pair{{"a", 1}, {"b", 2}}}, "/x/1/2"},
		{BuildRequest{Endpoint: "many", Values: []Pair{{"a", 1}, {"b", nil}, {"c", 3}}}, "/x/1?c=3"},
		{BuildRequest{Endpoint: "many", Values: []Pair{{"a", 1}, {"c", 3}}, SkipUnknown: true}, "/x/1"},
		{BuildRequest{Endpoint: "many", Values: []Pair{{"a", "/y"}}, Anchor: "a b#%é"}, "/x//y#a%20b#%%C3%A9"},
		{BuildRequest{Endpoint: "new"}, "/new"},
		{BuildRequest{Endpoint: "ext"}, "/ext"},
		{BuildRequest{Endpoint: "ws"}, "absolute /ws"},
		{BuildRequest{Endpoint: "sub", Values: []Pair{{"user", "ada"}, {"x", 1}}}, "absolute ada/sub/1"},
		{BuildRequest{Endpoint: "sub", Values: []Pair{{"user", "ada"}, {"x", 1}}, Host: "ada"}, "ada/sub/1"},
		{BuildRequest{Endpoint: "new", Host: "ada"}, "absolute /new"},
	}
	for _, test := range tests {
		built, err := m.Build(test.req)
		got := built.Host + built.Path
		if built.Absolute {
			got = "absolute " + got
		}
		if err != nil || got != test.want {
			t.Errorf("%+v: got %q, %v, want %q", test.req, got, err, test.want)
		}
	}
}

func TestBuildPrefersTheCurrentHost(t *testing.T) {
	m := mustMap(t, Options{HostMatching: true},
		&Rule{Pattern: "/1", Endpoint: "e", Host: "one.example"},
		&Rule{Pattern: "/2", Endpoint: "e", Host: "two.example"},
	)
	for host, want := range map[string]string{"one.example": "/1 false", "two.example": "/2 false", "three.example": "/1 true"} {
		built, err := m.Build(BuildRequest{Endpoint: "e", Host: host})
		if got := fmt.Sprint(built.Path, " ", built.Absolute); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", host, got, err, want)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/users/<int:id>", Endpoint: "user.show", Methods: []string{"GET"}},
		&Rule{Pattern: "/a/<any(x, y):kind>", Endpoint: "kind"},
		&Rule{Pattern: "/d/<n>", Endpoint: "defaults", Defaults: map[string]any{"k": 1}},
	)
	for _, test := range []struct {
		req  BuildRequest
		want string
	}{
		{BuildRequest{Endpoint: "user.sho"}, "rule: could not build url for endpoint 'user.sho'. Did you mean 'user.show' instead?"},
		{BuildRequest{Endpoint: "user.show"}, "rule: could not build url for endpoint 'user.show'. Did you forget to specify values ['id']?"},
		{
			BuildRequest{Endpoint: "user.show", Method: "POST", Values: []Pair{{"id", 1}}},
			"rule: could not build url for endpoint 'user.show' ('POST') with values ['id']. Did you mean to use methods ['GET', 'HEAD']?",
		},
		{
			BuildRequest{Endpoint: "defaults", Values: []Pair{{"z", 1}, {"a", 2}}},
			"rule: could not build url for endpoint 'defaults' with values ['a', 'z']. Did you forget to specify values ['k', 'n']?",
		},
	} {
		_, err := m.Build(test.req)
		var build *BuildError
		if !errors.As(err, &build) || err.Error() != test.want {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	if _, err := mustMap(t, Options{}).Build(BuildRequest{Endpoint: "e"}); err == nil || err.Error() != "rule: could not build url for endpoint 'e'." {
		t.Error("of an empty map:", err)
	}
	for _, req := range []BuildRequest{
		{Endpoint: "kind", Values: []Pair{{"kind", "z"}}},
		{Endpoint: "user.show", Values: []Pair{{"id", "x"}}},
		{Endpoint: "user.show", Values: []Pair{{"id", math.NaN()}}},
	} {
		_, err := m.Build(req)
		var value *ValueError
		if !errors.As(err, &value) || value.Name != req.Values[0].Name {
			t.Errorf("%+v: got %v, want a ValueError", req, err)
		}
	}
}

// evenConversion writes even numbers only and leaves the others to another rule.
type evenConversion struct{ textConversion }

func (evenConversion) Format(value any) (string, error) {
	if value.(int)%2 != 0 {
		return "", fmt.Errorf("%v is odd: %w", value, ErrUnsuitable)
	}
	return pyStr(value), nil
}

func TestUnsuitableValuesGoToTheNextRule(t *testing.T) {
	newEven := func(Args) (Conversion, error) { return evenConversion{}, nil }
	m := mustMap(t, Options{Converters: map[string]Converter{"even": {New: newEven}}},
		&Rule{Pattern: "/even/<even:n>", Endpoint: "n"}, &Rule{Pattern: "/any/<n>", Endpoint: "n"})
	for n, want := range map[int]string{2: "/even/2", 3: "/any/3"} {
		if built, err := m.Build(BuildRequest{Endpoint: "n", Values: []Pair{{"n", n}}}); err != nil || built.Path != want {
			t.Errorf("%d: got %q, %v, want %q", n, built.Path, err, want)
		}
	}
}

func TestRedirects(t *testing.T) {
	m := mustMap(t, Options{},
		&Rule{Pattern: "/d/", Endpoint: "d", Defaults: map[string]any{"page": 1}},
		&Rule{Pattern: "/d/<int:page>", Endpoint: "d"},
		&Rule{Pattern: "/o/<int:page>", Endpoint: "o", Defaults: map[string]any{"page": 9, "z": "Z", "a": 1.5}},
		&Rule{Pattern: "/h/", Endpoint: "h", Subdomain: "www", Defaults: map[string]any{"x": "a"}},
		&Rule{Pattern: "/h/<x>", Endpoint: "h"},
		&Rule{Pattern: "/post/", Endpoint: "post", Defaults: map[string]any{"x": "a"}, Methods: []string{"POST"}},
		&Rule{Pattern: "/post/<x>", Endpoint: "post"},
		&Rule{Pattern: "/users/<int:id>", Endpoint: "user", Methods: []string{"GET"}},
		&Rule{Pattern: "/u-<int:id>", Endpoint: "user", Alias: true},
		&Rule{Pattern: "/old/<int:id>/<s>", RedirectTo: "new/<s>/<id>?k=<"},
		&Rule{Pattern: "/func/<int:id>", RedirectFunc: func(m *Match) string {
			id, _ := m.Lookup("id")
			return fmt.Sprintf("/%s/%d", m.Rule().Pattern[1:5], id.Int()+1)
		}},
		&Rule{Pattern: "/slash/", Endpoint: "slash"},
	)
	checkPaths(t, m, []matchCase{
		{"/d/1", "-> /d/"},
		{"/d/2", "d page=2"},
		{"/d/", "d page=1"},
		{"/d", "-> /d/"},
		{"/o/3", "o page=9 a=1.5 z=Z"},
		{"/h/a", "-> www/h/"},
		{"/h/b", "h x=b"},
		{"/post/a", "post x=a"},
		{"/u-7", "-> /users/7"},
		{"/old/7/a b", "-> new/a%20b/7?k=<"},
		{"/func/7", "-> /func/8"},
	})
	if got := outcome(m, Request{Path: "/u-7", Method: "POST"}); got != "NotFound" {
		t.Errorf("an alias without a URL for POST: got %q", got)
	}
	quiet := mustMap(t, Options{NoRedirectDefaults: true},
		&Rule{Pattern: "/d/", Endpoint: "d", Defaults: map[string]any{"page": 1}},
		&Rule{Pattern: "/d/<int:page>", Endpoint: "d"},
		&Rule{Pattern: "/e", Endpoint: "d", Alias: true, Defaults: map[string]any{"page": 1}})
	checkPaths(t, quiet, []matchCase{{"/d/1", "d page=1"}, {"/e", "d page=1"}})
}

func TestLocationURL(t *testing.T) {
	for _, test := range []struct {
		location    Location
		root, query string
		want        string
	}{
		{Location{Path: "/b/"}, "", "", "http://h/b/"},
		{Location{Path: "/b/"}, "/app", "x=1", "http://h/app/b/?x=1"},
		{Location{Path: "new/7", Reference: true}, "/app", "x=1", "http://h/app/new/7"},
		{Location{Path: "/new", Reference: true}, "/app", "", "http://h/new"},
		{Location{Path: "../z", Reference: true}, "/app", "", "http://h/z"},
		{Location{Path: "https://other/x", Reference: true}, "", "", "https://other/x"},
		{Location{Path: "%zz", Reference: true}, "/app", "", "http://h/app/%zz"},
	} {
		if got := test.location.URL("http", "h", test.root, test.query); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.location, got, test.want)
		}
	}
}

func TestRedirectsNeverLeaveTheHost(t *testing.T) {
	m := mustMap(t, Options{}, patterns("/<path:x>/", "/<a>/b/")...)
	for _, path := range []string{"//evil.example", "///evil.example/b", "/x//evil.example", "//evil.example//b"} {
		got := outcome(m, Request{Path: path, Method: "GET"})
		if target, redirects := strings.CutPrefix(got, "-> "); redirects && (strings.HasPrefix(target, "//") || !strings.HasPrefix(target, "/")) {
			t.Errorf("%q redirects to %q", path, target)
		}
	}
}

func TestMatchAndBuildAtTheSameTime(t *testing.T) {
	m := benchmarkMap(t, 20)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			var match Match
			for n := range 200 {
				path := fmt.Sprintf("/api/v1/resource%d/%d", i, n)
				if o := m.Match(&match, Request{Path: path, Method: "GET"}); o != Found || match.Value(0).Int() != int64(n) {
					t.Errorf("%s: %v", path, o)
					return
				}
				built, err := m.Build(BuildRequest{Endpoint: match.Rule().Endpoint, Values: []Pair{{"id", n}}})
				if err != nil || built.Path != path {
					t.Errorf("built %q, %v", built.Path, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestRatioIsDifflibs(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{
		{"", "", 1}, {"abc", "", 0}, {"abcd", "bcde", 0.75}, {"user.show", "user.sho", 2 * 8.0 / 17}, {"index", "idx", 0.75}, {"private", "primate", 2 * 6.0 / 14},
	} {
		if got := ratio(test.a, test.b); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%q, %q: got %v, want %v", test.a, test.b, got, test.want)
		}
	}
}
