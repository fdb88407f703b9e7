// Package routes prints an application's routes.
//
//	list, err := routes.Parse(answer) // of an application run with GOURD_COMMAND=routes
//	err = routes.Sort(list, "rule")
//	err = routes.Table(os.Stdout, list)
//
// It does not know how an application is asked for them.
package routes

import (
	"cmp"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Route is one rule and what answers it, as an application describes it.
type Route struct {
	Endpoint string   `json:"endpoint"` // "": the view is a function literal without a name
	Methods  []string `json:"methods"`  // empty: any
	Rule     string   `json:"rule"`
	Where    string   `json:"where"` // file and line of the registration
}

// Orders are the orders that Sort knows, the usual one first. "match" is the order in
// which the routes were registered.
func Orders() []string { return []string{"endpoint", "methods", "rule", "match"} }

// Parse reads the routes from JSON.
func Parse(text []byte) ([]Route, error) {
	var list []Route
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("the application's answer is no list of routes: %w", err)
	}
	return list, nil
}

// Sort sorts the routes by one of [Orders]. Routes that are equal in it keep their
// order.
func Sort(list []Route, order string) error {
	var key func(Route) string
	switch order {
	case "match":
		return nil
	case "endpoint":
		key = func(r Route) string { return r.Endpoint }
	case "methods":
		key = methods
	case "rule":
		key = func(r Route) string { return r.Rule }
	default:
		return fmt.Errorf("routes cannot be sorted by %q; use one of %s", order, strings.Join(Orders(), ", "))
	}
	slices.SortStableFunc(list, func(a, b Route) int { return cmp.Compare(key(a), key(b)) })
	return nil
}

func methods(r Route) string {
	if len(r.Methods) == 0 {
		return "ANY"
	}
	sorted := slices.Sorted(slices.Values(r.Methods))
	return strings.Join(sorted, ", ")
}

// Table prints the routes as "flask routes" does, and where each was registered.
func Table(w io.Writer, list []Route) error {
	rows := [][]string{{"Endpoint", "Methods", "Rule", "Where"}, nil}
	for _, r := range list {
		endpoint := r.Endpoint
		if endpoint == "" {
			endpoint = "-"
		}
		rows = append(rows, []string{endpoint, methods(r), r.Rule, r.Where})
	}
	return Columns(w, rows)
}

// Columns prints rows in columns, two blanks apart. A nil row is a line below the one
// before it.
func Columns(w io.Writer, rows [][]string) error {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		if row == nil {
			for _, n := range width {
				row = append(row, strings.Repeat("-", n))
			}
		}
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// JSON prints the routes as an indented array of objects.
func JSON(w io.Writer, list []Route) error {
	if err := json.MarshalWrite(w, list, jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
