package rule

import (
	"slices"
	"strings"
)

// Rule is a URL rule. The caller fills the exported fields, gives it to one map
// with [Map.Add] and does not change it any more.
type Rule struct {
	// Pattern is the path, as "/notes/<int:id>"; it starts with a slash.
	Pattern string
	// Endpoint is the name that [Map.Build] finds the rule by. Rules may share it.
	Endpoint string
	// Methods are the methods that the rule answers; nil: any, empty: none. Add
	// writes them in upper case, each once, with HEAD if GET is among them.
	Methods []string
	// Defaults are arguments beside those of the pattern. They override the
	// pattern's of the same name. If another rule of the endpoint has the same
	// arguments and matches with these values, it redirects to this one.
	Defaults map[string]any
	// Subdomain is the pattern of the subdomain, unused with Options.HostMatching.
	Subdomain string
	// Host is the pattern of the host, used with Options.HostMatching only; the
	// empty one matches no host then.
	Host string
	// StrictSlashes and MergeSlashes override the map's options; nil does not. Of a
	// rule without MergeSlashes the pattern may hold several slashes in a row.
	StrictSlashes, MergeSlashes *bool
	// RedirectTo makes the rule redirect to a reference relative to the script
	// root; "<name>" in it is the value of that variable.
	RedirectTo string
	// RedirectFunc is RedirectTo for a target that is computed. The Match holds the
	// rule and its values until it returns. It must be safe for concurrent use.
	RedirectFunc func(m *Match) string
	// Alias makes the rule redirect to the rule of the same endpoint that is none.
	Alias bool
	// BuildOnly rules never match.
	BuildOnly bool
	// WebSocket rules match WebSocket handshakes and nothing else.
	WebSocket bool
	// Where is the file and line of the registration, for error messages.
	Where string
	// Data is the caller's.
	Data any

	compiled
}

// compiled is what Add and Compile make of a rule.
type compiled struct {
	// What every match reads stands together.
	methodSet     methodSet
	websocket     bool
	strictSlashes bool
	// plain rules do not redirect and have no defaults for variables.
	plain       bool
	conversions []conversion // of the variables

	mergeSlashes bool
	added        bool
	claims       []string // Methods as the caller named them

	domainPart *part
	parts      []*part
	variables  []*variable // of the host, then of the path
	arguments  []string    // names of variables and defaults, sorted
	overrides  []override  // defaults for variables
	extras     []extra     // defaults for other names, sorted by name
	identity   string      // equal for rules that match the same paths
	trace      string      // equal for rules with the same text and variable names

	// canonical are the rules that this one redirects to when the values are their
	// defaults.
	canonical []*Rule

	buildHost, buildPath []buildOp
	redirectOps          []buildOp
}

type override struct {
	index int
	value Value
}

type extra struct {
	name  string
	value Value
}

// Argument is a variable of a rule.
type Argument struct {
	Name      string
	Converter string // as the pattern names it, "default" if it does not
}

// Arguments returns the variables of the host and the path, in this order. The
// names of defaults that are no variables are not among them.
func (r *Rule) Arguments() []Argument {
	list := make([]Argument, len(r.variables))
	for i, v := range r.variables {
		list[i] = Argument{v.name, v.converter}
	}
	return list
}

// String is the pattern with its endpoint and methods.
func (r *Rule) String() string {
	s := r.describe()
	if r.Methods != nil {
		s += " (" + strings.Join(r.Methods, ", ") + ")"
	}
	return s + " -> " + r.Endpoint
}

func (r *Rule) describe() string { return "rule " + pyRepr(r.Pattern) }

// missing returns the arguments that given does not have, sorted.
func (r *Rule) missing(given []string) []string {
	return slices.DeleteFunc(slices.Clone(r.arguments), func(name string) bool {
		return slices.Contains(given, name)
	})
}

// hasArgument tells whether name is a variable or a default.
func (r *Rule) hasArgument(name string) bool {
	_, found := slices.BinarySearch(r.arguments, name)
	return found
}

// compile reads the patterns with the converters and options of m.
func (r *Rule) compile(m *Map) error {
	if !strings.HasPrefix(r.Pattern, "/") {
		e := parseError(r.Pattern, 0, `"/", with which every pattern starts`)
		e.Where = r.Where
		return e
	}
	if err := r.setMethods(); err != nil {
		return err
	}
	r.websocket = r.WebSocket
	r.strictSlashes = orDefault(r.StrictSlashes, !m.options.LooseSlashes)
	r.mergeSlashes = orDefault(r.MergeSlashes, !m.options.KeepSlashes)
	host := r.Subdomain
	if m.options.HostMatching {
		host = r.Host
	}
	var err error
	if r.domainPart, err = r.compileHost(m, host); err != nil {
		return err
	}
	pattern := r.Pattern
	if r.mergeSlashes {
		pattern = mergeSlashes(pattern)
	}
	if r.parts, r.buildPath, err = r.compilePattern(m, pattern); err != nil {
		return err
	}
	if err := r.setDefaults(); err != nil {
		return err
	}
	return r.compileRedirect()
}

func orDefault(own *bool, def bool) bool {
	if own != nil {
		return *own
	}
	return def
}

func (r *Rule) compileHost(m *Map, host string) (*part, error) {
	if i := strings.IndexByte(host, '/'); i >= 0 && !strings.Contains(host[:i], "<") {
		e := parseError(host, i, "a host without a slash")
		e.Where = r.Where
		return nil, e
	}
	parts, ops, err := r.compilePattern(m, host)
	if err != nil {
		return nil, err
	}
	r.buildHost = ops
	if len(parts) != 1 || parts[0].final {
		return nil, setupError(r, "the host %q spans slashes; a host has none, so use a converter that stays within a segment", host)
	}
	return parts[0], nil
}

// compilePattern reads a host or path: its parts for matching and its pieces for
// building. It appends to the rule's variables, identity and trace.
func (r *Rule) compilePattern(m *Map, pattern string) ([]*part, []buildOp, error) {
	tokens, bad := tokenize(pattern)
	if bad != nil {
		return nil, nil, r.place(bad)
	}
	b := newPartBuilder()
	var ops []buildOp
	for _, t := range tokens {
		var err error
		switch t.kind {
		case tokenSlash:
			ops = append(ops, buildOp{text: "/"})
			r.mark("/", "/")
			err = b.slash()
		case tokenStatic:
			ops = append(ops, buildOp{text: QuotePath(t.text)})
			r.mark(t.text, t.text)
			b.static(t.text)
		case tokenVariable:
			var v *variable
			if v, err = r.addVariable(m, pattern, t); err == nil {
				b.variable(v)
				ops = append(ops, buildOp{variable: v})
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
	r.mark("|", "|")
	parts, err := b.finish()
	if err != nil {
		return nil, nil, setupError(r, "the regular expressions of its converters do not go together in one segment: %w", err)
	}
	return parts, ops, nil
}

// mark extends identity and trace by one piece. Static text holds no "<".
func (r *Rule) mark(identity, trace string) {
	r.identity += identity
	r.trace += trace
}

// place puts the column of an error where it is in the pattern as it was written,
// before slashes were merged.
func (r *Rule) place(e *ParseError) error {
	e.Where = r.Where
	if r.mergeSlashes && e.Pattern != r.Pattern && e.Pattern == mergeSlashes(r.Pattern) {
		e.Pattern, e.Column = r.Pattern, unmergedColumn(r.Pattern, e.Column)
	}
	return e
}

// unmergedColumn returns where the character at a column of mergeSlashes(pattern)
// is in pattern.
func unmergedColumn(pattern string, col int) int {
	runes := []rune(pattern)
	for i, c := range runes {
		if c != '/' || i == 0 || runes[i-1] != '/' {
			col--
		}
		if col == 0 {
			return i + 1
		}
	}
	return len(runes) + 1
}

func (r *Rule) addVariable(m *Map, pattern string, t token) (*variable, error) {
	v, bad, err := m.newVariable(t)
	if bad != nil {
		e := parseError(pattern, bad.pos, bad.expected)
		e.Err = err
		return nil, r.place(e)
	}
	for _, known := range r.variables {
		if known.name == v.name {
			return nil, r.place(parseError(pattern, t.pos, "another name; the rule has a variable "+pyRepr(v.name)+" already"))
		}
	}
	r.variables = append(r.variables, v)
	r.conversions = append(r.conversions, v.conversion())
	r.mark("<"+v.identity+">", "<"+v.name+">")
	return v, nil
}

// setDefaults splits the defaults into those for variables and others, and writes
// the former into the pieces for building.
func (r *Rule) setDefaults() error {
	for i, v := range r.variables {
		r.arguments = append(r.arguments, v.name)
		if value, ok := r.Defaults[v.name]; ok {
			r.overrides = append(r.overrides, override{i, valueOf(value)})
		}
	}
	for name, value := range r.Defaults {
		if !slices.Contains(r.arguments[:len(r.variables)], name) {
			r.arguments = append(r.arguments, name)
			r.extras = append(r.extras, extra{name, valueOf(value)})
		}
	}
	slices.Sort(r.arguments)
	slices.SortFunc(r.extras, func(a, b extra) int { return strings.Compare(a.name, b.name) })
	for _, ops := range [][]buildOp{r.buildHost, r.buildPath} {
		for i, op := range ops {
			if op.variable == nil {
				continue
			}
			value, ok := r.Defaults[op.variable.name]
			if !ok {
				continue
			}
			text, err := op.variable.conv.Format(value)
			if err != nil {
				return setupError(r, "the default %v of %q cannot be written by its converter: %w", value, op.variable.name, err)
			}
			ops[i] = buildOp{text: text}
		}
	}
	r.buildHost, r.buildPath = joinOps(r.buildHost), joinOps(r.buildPath)
	return nil
}

// valueOf makes the Value of a default.
func valueOf(v any) Value {
	val := Value{text: pyStr(v), other: v, kind: KindOther}
	switch d := v.(type) {
	case string:
		return Value{text: d}
	case UUID:
		return Value{text: d.String(), kind: KindUUID}
	case bool:
		return val
	case float32, float64:
		n, _ := number(d)
		return floatValue(val.text, n.float)
	}
	if n, ok := number(v); ok && n.whole {
		if i, ok := parseInt(n.String()); ok {
			return Value{text: val.text, bits: uint64(i), kind: KindInt}
		}
	}
	return val
}
