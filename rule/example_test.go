package rule_test

import (
	"fmt"

	"github.com/gourd-go/gourd/rule"
)

func ExampleMap_Match() {
	m := rule.NewMap(rule.Options{})
	for _, r := range []*rule.Rule{
		{Pattern: "/notes/", Endpoint: "list", Methods: []string{"GET"}},
		{Pattern: "/notes/<int:id>", Endpoint: "show", Methods: []string{"GET"}},
	} {
		if err := m.Add(r); err != nil {
			fmt.Println(err)
		}
	}
	if err := m.Compile(); err != nil {
		fmt.Println(err)
	}
	var match rule.Match // reused
	for _, req := range []rule.Request{
		{Path: "/notes/7", Method: "GET"}, {Path: "/notes", Method: "GET"}, {Path: "/notes/7", Method: "PUT"},
	} {
		switch o := m.Match(&match, req); o {
		case rule.Found:
			id, _ := match.Lookup("id")
			fmt.Println(match.Rule().Endpoint, id.Int())
		case rule.Redirect:
			fmt.Println("go to", match.Location().URL("https", "example.com", "/app", "page=2"))
		case rule.MethodNotAllowed:
			fmt.Println("allowed:", match.Allowed(nil))
		default:
			fmt.Println(o)
		}
	}
	// Output:
	// show 7
	// go to https://example.com/app/notes/?page=2
	// allowed: [GET HEAD]
}

func ExampleMap_Build() {
	m := rule.NewMap(rule.Options{})
	if err := m.Add(&rule.Rule{Pattern: "/notes/<int:id>", Endpoint: "show"}); err != nil {
		fmt.Println(err)
	}
	if err := m.Compile(); err != nil {
		fmt.Println(err)
	}
	url, err := m.Build(rule.BuildRequest{Endpoint: "show", Values: []rule.Pair{{Name: "id", Value: 7}, {Name: "tag", Value: "a b"}}})
	fmt.Println(url.Path, err)
	_, err = m.Build(rule.BuildRequest{Endpoint: "shwo", Values: []rule.Pair{{Name: "id", Value: 7}}})
	fmt.Println(err)
	// Output:
	// /notes/7?tag=a+b <nil>
	// rule: could not build url for endpoint 'shwo' with values ['id']. Did you mean 'show' instead?
}

// Hex is a converter for numbers in base 16.
type Hex struct{}

func (Hex) Parse(text string) (any, error) {
	var n int
	_, err := fmt.Sscanf(text, "%x", &n)
	return n, err
}

func (Hex) Format(value any) (string, error) { return fmt.Sprintf("%x", value), nil }

func ExampleConverter() {
	m := rule.NewMap(rule.Options{Converters: map[string]rule.Converter{
		"hex": {Regexp: "[0-9a-f]+", New: func(rule.Args) (rule.Conversion, error) { return Hex{}, nil }},
	}})
	if err := m.Add(&rule.Rule{Pattern: "/color/<hex:rgb>", Endpoint: "color"}); err != nil {
		fmt.Println(err)
	}
	if err := m.Compile(); err != nil {
		fmt.Println(err)
	}
	var match rule.Match
	fmt.Println(m.Match(&match, rule.Request{Path: "/color/ff8000", Method: "GET"}), match.Value(0).Any())
	// Output: Found 16744448
}

func ExampleDuplicateError() {
	m := rule.NewMap(rule.Options{})
	_ = m.Add(&rule.Rule{Pattern: "/<name>", Methods: []string{"GET"}, Where: "app.go:10"})
	fmt.Println(m.Add(&rule.Rule{Pattern: "/<title>", Methods: []string{"GET"}, Where: "app.go:20"}))
	// Output:
	// rule: rule '/<title>' (app.go:20) matches the same requests as rule '/<name>' (app.go:10), which was registered first and answers GET; change one of the patterns or their methods
}
