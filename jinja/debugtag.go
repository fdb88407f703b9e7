package jinja

import (
	"maps"
	"slices"
	"strings"
)

// debugText is what {% debug %} prints: the names of the context with their values, the
// filters and the tests. Jinja2 has Python's pprint for it; this is one name a line.
func debugText(f *frame) string {
	r := f.r
	var b strings.Builder
	all := f.scope.all()
	for _, name := range slices.Sorted(maps.Keys(r.env.globals)) {
		if find(all, name).isMissing() {
			all = append(all, binding{name, r.env.globals[name]})
		}
	}
	slices.SortFunc(all, func(x, y binding) int { return strings.Compare(x.name, y.name) })
	b.WriteString("{'context': {")
	for i, v := range all {
		if i > 0 {
			b.WriteString(",\n             ")
		}
		b.WriteString(reprOf(r, text(v.name)) + ": " + shortened(reprOf(r, v.val)))
	}
	b.WriteString("},\n 'filters': [" + quotedNames(r, slices.Sorted(maps.Keys(r.env.filters))))
	b.WriteString("],\n 'tests': [" + quotedNames(r, slices.Sorted(maps.Keys(r.env.tests))) + "]}")
	return b.String()
}

// shortened cuts what is too long to be looked at.
func shortened(s string) string {
	const most = 500
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

func quotedNames(r *run, names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = reprOf(r, text(name))
	}
	return strings.Join(quoted, ", ")
}
