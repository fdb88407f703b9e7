package routes_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

const answer = `[
	{"endpoint": "show", "methods": ["GET"], "rule": "/notes/<int:id>", "where": "shop/app.go:12"},
	{"endpoint": "create", "methods": ["PUT", "POST"], "rule": "/notes", "where": "shop/app.go:9"},
	{"endpoint": "", "methods": [], "rule": "/files/", "where": "shop/app.go:20"}
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
		{"rule", "/files/ /notes /notes/<int:id>"},
		{"match", "/notes/<int:id> /notes /files/"},
	} {
		t.Run(c.order, func(t *testing.T) {
			list := parsed(t)
			if err := routes.Sort(list, c.order); err != nil {
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
	err := routes.Sort(parsed(t), "domain")
	if err == nil || !strings.Contains(err.Error(), `"domain"`) || !strings.Contains(err.Error(), "endpoint, methods, rule, match") {
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

func ExampleTable() {
	list, _ := routes.Parse([]byte(answer))
	_ = routes.Sort(list, "endpoint")
	_ = routes.Table(os.Stdout, list)
	// Output:
	// Endpoint  Methods    Rule             Where
	// --------  ---------  ---------------  --------------
	// -         ANY        /files/          shop/app.go:20
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
		if err := routes.Table(&b, list); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(b.String(), "\n"); lines < len(list)+2 {
			t.Errorf("%d routes have %d lines", len(list), lines)
		}
	})
}
