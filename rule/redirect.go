package rule

import "strings"

// Location is where a redirect leads. The caller adds the scheme, the host and the
// script root.
type Location struct {
	// Host is the host, or the subdomain, of the target: the request's own unless
	// the rule that is redirected to has another.
	Host string
	// Path is percent-encoded. It starts with exactly one slash, which is that of
	// the script root, unless Reference is set.
	Path string
	// Reference tells that Path comes from Rule.RedirectTo: a URL reference, to be
	// resolved against the script root with a slash at its end. The query of the
	// request is not kept then. What may not stand in a URL is still to be encoded.
	Reference bool
}

// URL puts the location together: scheme and host as they are, root the script
// root ("" or "/app"), query the request's query without "?".
func (l Location) URL(scheme, host, root, query string) string {
	base := scheme + "://" + host
	root = strings.Trim(root, "/")
	if root != "" {
		root = "/" + root
	}
	if l.Reference {
		return resolve(base+root+"/", l.Path)
	}
	target := base + root + l.Path
	if query != "" {
		target += "?" + query
	}
	return target
}

// Location returns where a [Redirect] leads; the zero Location for other outcomes.
func (m *Match) Location() Location { return m.location }

func (m *Match) redirectToPath(path string) Outcome {
	return m.redirectTo(m.request.Host, QuotePath(path))
}

// redirectTo drops slashes at the start beyond the first: "//evil" would be a host.
func (m *Match) redirectTo(host, path string) Outcome {
	m.location = Location{Host: host, Path: "/" + strings.TrimLeft(path, "/")}
	return Redirect
}

func (r *Rule) redirects() bool { return r.RedirectTo != "" || r.RedirectFunc != nil }

// redirect looks whether the rule that was found redirects: as an alias, to the
// rule whose defaults the values are, or by itself.
func (m *Match) redirect() Outcome {
	r := m.rule
	if r.Alias && !m.machine.options.NoRedirectDefaults {
		return m.redirectAlias()
	}
	for _, c := range r.canonical {
		if !c.accepts(m.bit, m.request.Method) || !m.hasDefaultsOf(c) {
			continue
		}
		pairs := m.pairs()
		for i := range pairs {
			if v, ok := c.Defaults[pairs[i].Name]; ok {
				pairs[i].Value = v
			}
		}
		if host, path, err := c.build(pairs, true); err == nil {
			return m.redirectTo(host, path)
		}
	}
	if !r.redirects() {
		return Found
	}
	return m.redirectSelf()
}

// hasDefaultsOf tells whether the values are the defaults of c, which has the same
// arguments.
func (m *Match) hasDefaultsOf(c *Rule) bool {
	for i := range m.Len() {
		if d, ok := c.defaultValue(m.Name(i)); ok && !d.equal(m.Value(i)) {
			return false
		}
	}
	return true
}

func (r *Rule) defaultValue(name string) (Value, bool) {
	for _, e := range r.extras {
		if e.name == name {
			return e.value, true
		}
	}
	for _, o := range r.overrides {
		if r.variables[o.index].name == name {
			return o.value, true
		}
	}
	return Value{}, false
}

func (m *Match) pairs() []Pair {
	pairs := make([]Pair, m.Len())
	for i := range pairs {
		pairs[i] = Pair{m.Name(i), m.Value(i).Any()}
	}
	return pairs
}

// redirectAlias redirects to the canonical URL, built for the same method.
func (m *Match) redirectAlias() Outcome {
	built, err := m.machine.Build(BuildRequest{
		Endpoint:    m.rule.Endpoint,
		Values:      m.pairs(),
		Method:      m.request.Method,
		Host:        m.request.Host,
		SkipUnknown: true,
	})
	if err != nil || built.Rule == m.rule {
		return NotFound
	}
	return m.redirectTo(built.Host, built.Path)
}

// redirectSelf follows RedirectTo or RedirectFunc.
func (m *Match) redirectSelf() Outcome {
	var target string
	if m.rule.RedirectFunc != nil {
		target = m.rule.RedirectFunc(m)
	} else {
		text, err := appendOps(nil, m.rule, m.rule.redirectOps, m.pairs())
		if err != nil {
			return NotFound
		}
		target = string(text)
	}
	m.location = Location{Host: m.request.Host, Path: target, Reference: true}
	return Redirect
}

// compileRedirect splits RedirectTo at its "<name>".
func (r *Rule) compileRedirect() error {
	if r.RedirectTo != "" && r.RedirectFunc != nil {
		return setupError(r, "it has both RedirectTo and RedirectFunc; keep one")
	}
	rest := r.RedirectTo
	for rest != "" {
		text, tail, found := strings.Cut(rest, "<")
		name, after, closed := strings.Cut(tail, ">")
		if !found || !closed || name == "" {
			r.redirectOps = append(r.redirectOps, buildOp{text: rest})
			break
		}
		v := r.variableNamed(name)
		if v == nil {
			return setupError(r, "RedirectTo %q uses <%s>, which is no variable of the pattern", r.RedirectTo, name)
		}
		r.redirectOps = append(r.redirectOps, buildOp{text: text}, buildOp{variable: v})
		rest = after
	}
	return nil
}

func (r *Rule) variableNamed(name string) *variable {
	for _, v := range r.variables {
		if v.name == name {
			return v
		}
	}
	return nil
}
