package rule

import (
	"slices"
	"strings"
)

// A state is what is known after some parts of a path: which parts may follow,
// and which rules end here.
type state struct {
	rules   []*Rule
	dynamic []edge // in the order in which they are tried
	slash   *state // the static transition for the empty segment

	// Static transitions: one, whose name may go over several segments, or several
	// in a table. static is for building only.
	name   string
	next   *state
	table  *nameTable
	static map[string]*state
}

type edge struct {
	part *part
	next *state
}

// follow takes the static transition at the start of rest and returns where it
// leads, with what is left of rest; nil if there is none.
func (s *state) follow(rest string) (next *state, tail string, more bool) {
	switch {
	case s.next != nil:
		n := len(s.name)
		if len(rest) < n || rest[:n] != s.name {
			return nil, "", false
		}
		if len(rest) == n {
			return s.next, "", false
		}
		if rest[n] != '/' {
			return nil, "", false
		}
		return s.next, rest[n+1:], true
	case s.table != nil:
		segment, tail, more := cut(rest)
		return s.table.get(segment), tail, more
	}
	return nil, "", false
}

// cut splits a path behind its first segment.
func cut(rest string) (segment, tail string, more bool) {
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[:i], rest[i+1:], true
	}
	return rest, "", false
}

// step returns the state after a part and makes it if there is none. It is for
// building only: it leaves the edges unsorted and the names in the map.
func (s *state) step(p *part) *state {
	if p.dynamic {
		for _, e := range s.dynamic {
			if e.part.same(p) {
				return e.next
			}
		}
		next := &state{}
		s.dynamic = append(s.dynamic, edge{p, next})
		return next
	}
	if next := s.static[p.text]; next != nil {
		return next
	}
	if s.static == nil {
		s.static = make(map[string]*state)
	}
	next := &state{}
	s.static[p.text] = next
	return next
}

// freeze sorts the edges and chooses the form of the static transitions, here and
// below.
func (s *state) freeze() {
	slices.SortStableFunc(s.dynamic, func(a, b edge) int { return a.part.weight.compare(b.part.weight) })
	for _, e := range s.dynamic {
		e.next.freeze()
	}
	for name, next := range s.static {
		next.freeze()
		s.name, s.next = name, next
	}
	s.slash = s.static[""]
	switch {
	case len(s.static) > 1:
		s.name, s.next = "", nil
		s.table = newNameTable(s.static)
	case s.next != nil && s.next.passing():
		// Nothing can end or branch off between the two names.
		s.name, s.next = s.name+"/"+s.next.name, s.next.next
	}
	s.static = nil
}

// passing tells whether a state only leads to one other.
func (s *state) passing() bool {
	return s.next != nil && s.slash == nil && len(s.rules) == 0 && len(s.dynamic) == 0
}

// A domain is a host or subdomain with the rules of its paths.
type domain struct {
	root *state // after the empty segment before the first slash
	// paths holds the states of the paths without variables. Static segments win
	// over variables in every segment, so a rule that is found here is the rule
	// that the search would find first.
	paths  map[string]*state
	filter pathFilter
}

// path returns the state of a path without variables, or nil.
func (d *domain) path(path string) *state {
	if !d.filter.mayHave(path) {
		return nil
	}
	return d.paths[path]
}

// A machine matches hosts and paths.
type machine struct {
	static  map[string]*domain
	dynamic []domainEdge
	// plain is the domain for host plainHost, if it is the only static one.
	plain     *domain
	plainHost string
}

type domainEdge struct {
	part   *part
	domain *domain
}

func newMachine(rules []*Rule) *machine {
	m := &machine{static: make(map[string]*domain)}
	for _, r := range rules {
		if r.BuildOnly {
			continue
		}
		s := m.domain(r.domainPart).root
		for _, p := range r.parts[1:] { // the first is the empty one before the slash
			s = s.step(p)
		}
		s.rules = append(s.rules, r)
	}
	slices.SortStableFunc(m.dynamic, func(a, b domainEdge) int { return a.part.weight.compare(b.part.weight) })
	for _, e := range m.dynamic {
		e.domain.freeze()
	}
	for host, d := range m.static {
		d.freeze()
		if len(m.static) == 1 {
			m.plain, m.plainHost = d, host
		}
	}
	return m
}

func (m *machine) domain(p *part) *domain {
	if !p.dynamic {
		d := m.static[p.text]
		if d == nil {
			d = &domain{root: &state{}}
			m.static[p.text] = d
		}
		return d
	}
	for _, e := range m.dynamic {
		if e.part.same(p) {
			return e.domain
		}
	}
	d := &domain{root: &state{}}
	m.dynamic = append(m.dynamic, domainEdge{p, d})
	return d
}

// host returns the domain of a host without variables, or nil.
func (m *machine) host(host string) *domain {
	if m.plain != nil {
		if host == m.plainHost {
			return m.plain
		}
		return nil
	}
	return m.static[host]
}

func (d *domain) freeze() {
	d.paths = make(map[string]*state)
	d.collect(d.root, "")
	d.filter = newPathFilter(d.paths)
	d.root.freeze()
}

func (d *domain) collect(s *state, path string) {
	if len(s.rules) > 0 {
		d.paths[path] = s
	}
	for name, next := range s.static {
		d.collect(next, path+"/"+name)
	}
}
