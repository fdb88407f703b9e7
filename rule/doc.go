// Package rule parses, matches and builds URL rules, the way Flask does through
// Werkzeug: "/notes/<int:id>", "/files/<path:name>", hosts with variables,
// trailing slash redirects, defaults, aliases.
//
// It is for whoever has a decoded path, a method and perhaps a host and wants to
// know which rule they belong to, or has an endpoint with values and wants the
// URL. It knows no HTTP server and no application, does no input or output, and
// does not decode percent-encoding, compute subdomains or write headers: the
// caller does.
//
// A [Map] is filled with [Map.Add], closed with [Map.Compile], and from then on
// may be used by any number of goroutines:
//
//	m := rule.NewMap(rule.Options{})
//	err := m.Add(&rule.Rule{Pattern: "/notes/<int:id>", Endpoint: "note", Methods: []string{"GET"}})
//	…
//	err = m.Compile()
//	…
//	var match rule.Match
//	switch m.Match(&match, rule.Request{Path: "/notes/7", Method: "GET"}) {
//	case rule.Found:
//		id, _ := match.Lookup("id") // id.Int() is 7
//	case rule.Redirect:
//		target := match.Location()
//	}
//
// # Patterns
//
// A pattern is static text and variables, <name>, <converter:name> or
// <converter(arguments):name>. The built-in converters:
//
//	string   one segment, the default; minlength=1, maxlength, length (code points)
//	int      decimal digits of any script; fixed_digits, min, max, signed
//	float    digits, a point, digits; min, max, signed
//	path     like string, and over slashes too
//	any      one of its arguments: <any(about, help, "terms of use"):page>
//	uuid     8-4-4-4-12 hexadecimal digits
//
// Others come in by [Options.Converters].
//
// # Which rule wins
//
// The path is matched segment by segment. In each segment static text is tried
// before variables; a segment with more static pieces before one with fewer,
// longer pieces before shorter, more variables before fewer, then by the weight
// of the converters (int and float 50, others 100, path 200); what is still equal
// is tried in the order of registration. When a choice leads nowhere, or only to
// rules for other methods, the next is tried. When a rule is found and its
// converter refuses the value (int(min=5) on 3), matching ends there.
//
// # Differences from Werkzeug 3.1
//
//   - Two rules that match the same requests are a [DuplicateError] at [Map.Add];
//     in Werkzeug the first one wins silently.
//   - An int beyond 64 bits is not found; Python's integers have no end.
//   - Converter arguments may be negative numbers, and numbers need no space after
//     the comma: int(-5,5). Arguments that cannot be read are an error wherever
//     they stand.
//   - A regular expression of a custom converter is Go's: \d is 0 to 9, and there
//     is no look-around.
//   - A converter that spans slashes is refused in a host, where in Werkzeug the
//     rule would never match; so are a variable that is named twice, an empty
//     any() and lengths that nothing can have.
//   - More than ten variables in one segment keep their order.
//   - An alias for which no canonical URL can be built is not found; Werkzeug
//     fails or redirects to the same URL again and again.
package rule
