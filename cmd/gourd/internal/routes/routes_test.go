package routes_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

const answer = `[
	{"endpoint": "show", "methods": ["GET"], "rule": "/notes/<int:id>", "where": "shop/app.go:12", "all_methods": ["HEAD", "OPTIONS", "GET"]},
	{"endpoint": "create", "methods": ["PUT", "POST"], "rule": "/notes", "where": "shop/app.go:9", "all_methods": ["PUT", "POST", "OPTIONS"], "subdomain": "b"},
	{"endpoint": "", "methods": [], "rule": "/files/", "where": "shop/app.go:20", "all_methods": [], "subdomain": "a"}
]`

func parsed(t *testing.T) []routes.Route {
	t.Helper()
	list, err := routes.Parse([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSort(t *testing.T) {
	for _, c := range []struct{ order, want string }{
		{"endpoint", "/files/ /notes /notes/<int:id>"},
		{"methods", "/files/ /notes/<int:id> /notes"},
		{"domain", "/notes/<int:id> /files/ /notes"},
		{"rule", "/files/ /notes /notes/<int:id>"},
		{"match", "/notes/<int:id> /notes /files/"},
	} {
		t.Run(c.order, func(t *testing.T) {
			list := parsed(t)
			if err := routes.Sort(list, c.order, routes.TableOptions{}); err != nil {
				t.Fatal(err)
			}
			var rules []string
			for _, r := range list {
				rules = append(rules, r.Rule)
			}
			if diff := cmp.Diff(c.want, strings.Join(rules, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSortRefusesAnUnknownOrder(t *testing.T) {
	err := routes.Sort(parsed(t), "size", routes.TableOptions{})
	if err == nil || !strings.Contains(err.Error(), `"size"`) || !strings.Contains(err.Error(), "endpoint, methods, domain, rule, match") {
		t.Errorf("the error is %v, want one that names the orders", err)
	}
}

func TestParseRefusesWhatIsNoListOfRoutes(t *testing.T) {
	for _, text := range []string{"", "hello", `{"endpoint": "x"}`, `[1]`} {
		if _, err := routes.Parse([]byte(text)); err == nil {
			t.Errorf("%q was taken for a list of routes", text)
		}
	}
}

func TestJSONCanBeReadBack(t *testing.T) {
	var b strings.Builder
	want := parsed(t)
	if err := routes.JSON(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := routes.Parse([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTable(t *testing.T) {
	for _, c := range []struct {
		name    string
		options routes.TableOptions
		change  func([]routes.Route) []routes.Route
		want    string
	}{
		{"all methods", routes.TableOptions{AllMethods: true}, nil, `
Endpoint  Methods             Subdomain  Rule
--------  ------------------  ---------  ---------------
show      GET, HEAD, OPTIONS             /notes/<int:id>
create    OPTIONS, POST, PUT  b          /notes
-         ANY                 a          /files/
`},
		{"hosts", routes.TableOptions{}, func(l []routes.Route) []routes.Route {
			l = l[:1]
			l[0].Host = "a.com"
			return l
		}, `
Endpoint  Methods  Host   Rule
--------  -------  -----  ---------------
show      GET      a.com  /notes/<int:id>
`},
		{"none at all", routes.TableOptions{}, func([]routes.Route) []routes.Route { return nil }, "\nNo routes were registered.\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := parsed(t)
			if c.change != nil {
				list = c.change(list)
			}
			var b strings.Builder
			if err := routes.Table(&b, list, c.options); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, "\n"+b.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func ExampleTable() {
	list, _ := routes.Parse([]byte(`[
		{"endpoint": "show", "methods": ["GET"], "rule": "/notes/<int:id>", "where": "shop/app.go:12"},
		{"endpoint": "create", "methods": ["PUT", "POST"], "rule": "/notes", "where": "shop/app.go:9"}
	]`))
	_ = routes.Sort(list, "endpoint", routes.TableOptions{})
	_ = routes.Table(os.Stdout, list, routes.TableOptions{Where: true})
	// Output:
	// Endpoint  Methods    Rule             Where
	// --------  ---------  ---------------  --------------
	// create    POST, PUT  /notes           shop/app.go:9
	// show      GET        /notes/<int:id>  shop/app.go:12
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(answer))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := routes.Parse(text)
		if err != nil {
			return
		}
		var b strings.Builder
		if err := routes.Table(&b, list, routes.TableOptions{}); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(b.String(), "\n"); lines < len(list)+2 && len(list) > 0 {
			t.Errorf("%d routes have %d lines", len(list), lines)
		}
	})
}
