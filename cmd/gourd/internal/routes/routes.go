// Package routes prints an application's routes.
//
//	list, err := routes.Parse(answer) // of an application run with GOURD_COMMAND=routes
//	err = routes.Sort(list, "rule", routes.TableOptions{})
//	err = routes.Table(os.Stdout, list, routes.TableOptions{})
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

	AllMethods []string `json:"all_methods"`         // with those that are automatic; empty: any
	Host       string   `json:"host,omitempty"`      // of the rule, where the application matches hosts
	Subdomain  string   `json:"subdomain,omitempty"` // of the rule, where it does not
}

func (r Route) domain() string { return cmp.Or(r.Host, r.Subdomain) }

// Orders are the orders that Sort knows, the usual one first. "match" is the order in
// which the routes were registered.
func Orders() []string { return []string{"endpoint", "methods", "domain", "rule", "match"} }

// Parse reads the routes from JSON.
func Parse(text []byte) ([]Route, error) {
	var list []Route
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("the application's answer is no list of routes: %w", err)
	}
	return list, nil
}

// Sort sorts the routes by one of [Orders], as a Table with these options shows them.
// Routes that are equal in it keep their order.
func Sort(list []Route, order string, o TableOptions) error {
	var key func(Route) string
	switch order {
	case "match":
		return nil
	case "endpoint":
		key = func(r Route) string { return r.Endpoint }
	case "methods":
		key = func(r Route) string { return r.methods(o) }
	case "domain":
		if !slices.ContainsFunc(list, func(r Route) bool { return r.domain() != "" }) {
			return nil // no column of that name, as in Flask
		}
		key = Route.domain
	case "rule":
		key = func(r Route) string { return r.Rule }
	default:
		return fmt.Errorf("routes cannot be sorted by %q; use one of %s", order, strings.Join(Orders(), ", "))
	}
	slices.SortStableFunc(list, func(a, b Route) int { return cmp.Compare(key(a), key(b)) })
	return nil
}

// TableOptions say which columns a Table has beside those that "flask routes" prints.
type TableOptions struct {
	AllMethods bool // HEAD and OPTIONS too
	Where      bool // where each route was registered
}

// methods are those that a table shows: as in flask routes without HEAD and OPTIONS,
// also where they were asked for by name, unless it shows them all.
func (r Route) methods(o TableOptions) string {
	if len(r.Methods) == 0 {
		return "ANY"
	}
	names := r.AllMethods
	if !o.AllMethods {
		names = slices.DeleteFunc(slices.Clone(r.Methods), func(m string) bool { return m == "HEAD" || m == "OPTIONS" })
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}

// Table prints the routes as "flask routes" does. The column of hosts or subdomains is
// there when a rule has one.
func Table(w io.Writer, list []Route, o TableOptions) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "No routes were registered.")
		return err
	}
	domain := ""
	for _, r := range list {
		switch {
		case r.Host != "":
			domain = "Host"
		case r.Subdomain != "" && domain == "":
			domain = "Subdomain"
		}
	}
	columns := func(endpoint, methods, host, rule, where string) []string {
		row := []string{endpoint, methods}
		if domain != "" {
			row = append(row, host)
		}
		if row = append(row, rule); o.Where {
			row = append(row, where)
		}
		return row
	}
	rows := [][]string{columns("Endpoint", "Methods", domain, "Rule", "Where"), nil}
	for _, r := range list {
		rows = append(rows, columns(cmp.Or(r.Endpoint, "-"), r.methods(o), r.domain(), r.Rule, r.Where))
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
