package rule

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A part is what one transition of the matcher consumes: a segment of the path,
// the host, or, if a variable in it spans slashes, all that is left of the path.
type part struct {
	text     string // of a part without variables: the whole segment
	dynamic  bool   // has variables
	final    bool   // consumes all that is left
	suffixed bool   // final, and a slash at the end is not the variable's
	key      string // the regular expression; equal parts share a transition
	weight   weight

	elements []element
	count    int // variables
	// With one variable in it, a part is prefix, only, suffix.
	single         bool
	only           element
	prefix, suffix string

	// re matches the whole part if the elements cannot, or would take too long;
	// groups are the indexes of the variables in it.
	re     *regexp.Regexp
	groups []int
}

// An element is literal text or a variable.
type element struct {
	kind     elementKind
	text     string   // literal
	min, max int      // of a string, in code points; max -1: no limit
	signed   bool     // of a number
	items    []string // of any
	index    int      // of the variable in its part
	source   string   // of a variable: its regular expression
	re       *regexp.Regexp
}

type elementKind uint8

const (
	elementLiteral elementKind = iota
	elementString
	elementInt
	elementFloat
	elementUUID
	elementAny
	elementPath
	elementRegexp
)

// weight orders the variable parts of a state: more static pieces first, then
// the longer pieces, then more variables, then the lower converter weights.
type weight struct {
	static    []int // lengths of the static pieces, in characters
	variables []int // weights of the converters
}

func (w weight) compare(o weight) int {
	return cmp.Or(
		cmp.Compare(len(o.static), len(w.static)),
		slices.Compare(o.static, w.static),
		cmp.Compare(len(o.variables), len(w.variables)),
		slices.Compare(w.variables, o.variables),
	)
}

func (p *part) same(o *part) bool {
	return p.key == o.key && p.final == o.final && p.suffixed == o.suffixed && p.weight.compare(o.weight) == 0
}

// A partBuilder makes parts of the tokens of a pattern.
type partBuilder struct {
	parts []*part
	cur   *part
}

func newPartBuilder() *partBuilder { return &partBuilder{cur: &part{}} }

func (b *partBuilder) static(text string) {
	b.cur.weight.static = append(b.cur.weight.static, utf8.RuneCountInString(text))
	b.literal(text)
}

func (b *partBuilder) variable(v *variable) {
	e := element{kind: elementRegexp}
	if v.native != nil {
		e = v.native.element()
	}
	e.index = b.cur.count
	e.source = v.regexp
	b.cur.count++
	b.cur.dynamic = true
	b.cur.final = b.cur.final || !v.isolating
	b.cur.weight.variables = append(b.cur.weight.variables, v.weight)
	b.cur.elements = append(b.cur.elements, e)
}

// slash ends a part, or belongs to it once a variable in it spans slashes.
func (b *partBuilder) slash() error {
	if b.cur.final {
		b.literal("/")
		return nil
	}
	return b.flush()
}

func (b *partBuilder) literal(text string) {
	if last := len(b.cur.elements) - 1; last >= 0 && b.cur.elements[last].kind == elementLiteral {
		b.cur.elements[last].text += text
		return
	}
	b.cur.elements = append(b.cur.elements, element{text: text})
}

func (b *partBuilder) flush() error {
	p := b.cur
	b.cur = &part{}
	b.parts = append(b.parts, p)
	return p.compile()
}

// finish ends the last part and returns all of them.
func (b *partBuilder) finish() ([]*part, error) {
	p := b.cur
	if p.final {
		last := &p.elements[len(p.elements)-1]
		if text, ok := strings.CutSuffix(last.text, "/"); ok && last.kind == elementLiteral {
			p.suffixed = true
			last.text = text
			if text == "" {
				p.elements = p.elements[:len(p.elements)-1]
			}
		}
	}
	if err := b.flush(); err != nil {
		return nil, err
	}
	if p.suffixed {
		b.parts = append(b.parts, &part{})
	}
	return b.parts, nil
}

func (p *part) compile() error {
	if !p.dynamic {
		if len(p.elements) == 1 {
			p.text = p.elements[0].text
		}
		return nil
	}
	src, groups, err := p.source()
	if err != nil {
		return err
	}
	p.key = src
	if p.count == 1 {
		return p.compileSingle()
	}
	p.groups = groups
	p.re, err = regexp.Compile(`\A` + src + `\z`)
	if err != nil && !p.needsRegexp() {
		return nil // a repetition of more than 1,000, which the elements can do
	}
	return err
}

func (p *part) needsRegexp() bool {
	return slices.ContainsFunc(p.elements, func(e element) bool { return e.kind == elementRegexp })
}

// source is the part as a regular expression, with the group of each variable.
func (p *part) source() (src string, groups []int, err error) {
	var b strings.Builder
	group := 1
	for _, e := range p.elements {
		if e.kind == elementLiteral {
			b.WriteString(regexp.QuoteMeta(e.text))
			continue
		}
		b.WriteString("(" + e.source + ")")
		groups = append(groups, group)
		group++
		if e.kind == elementRegexp {
			re, err := regexp.Compile(e.source)
			if err != nil {
				return "", nil, err
			}
			group += re.NumSubexp()
		}
	}
	return b.String(), groups, nil
}

func (p *part) compileSingle() (err error) {
	for _, e := range p.elements {
		switch {
		case e.kind != elementLiteral:
			p.single, p.only = true, e
		case !p.single:
			p.prefix = e.text
		default:
			p.suffix = e.text
		}
	}
	if p.only.kind == elementRegexp {
		p.only.re, err = regexp.Compile(`\A(?:` + p.only.source + `)\z`)
	}
	return err
}
