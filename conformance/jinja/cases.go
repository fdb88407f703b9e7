package jinja

import (
	"encoding/json/v2"
	"errors"
	"fmt"

	"github.com/gourd-go/gourd/conformance/internal/casefiles"
)

// Case is a template with what it is rendered with. All fields but Name and Template are
// optional, and default to what Jinja2's Environment does.
type Case struct {
	Name     string `json:"name"`
	Template string `json:"template"`
	// Templates are those that can be included, imported and extended, by name. The case's
	// own has no name.
	Templates map[string]string `json:"templates,omitzero"`
	Context   Context           `json:"context,omitzero"`

	Autoescape bool `json:"autoescape,omitzero"`
	// Undefined is the kind of undefined values: "default", "chainable", "debug" or
	// "strict"; "": "default".
	Undefined           string   `json:"undefined,omitzero"`
	TrimBlocks          bool     `json:"trim_blocks,omitzero"`
	LstripBlocks        bool     `json:"lstrip_blocks,omitzero"`
	KeepTrailingNewline bool     `json:"keep_trailing_newline,omitzero"`
	LineStatementPrefix *string  `json:"line_statement_prefix,omitzero"`
	LineCommentPrefix   *string  `json:"line_comment_prefix,omitzero"`
	BlockStart          string   `json:"block_start_string,omitzero"`
	BlockEnd            string   `json:"block_end_string,omitzero"`
	VariableStart       string   `json:"variable_start_string,omitzero"`
	VariableEnd         string   `json:"variable_end_string,omitzero"`
	CommentStart        string   `json:"comment_start_string,omitzero"`
	CommentEnd          string   `json:"comment_end_string,omitzero"`
	Newline             string   `json:"newline_sequence,omitzero"`
	Newstyle            bool     `json:"newstyle,omitzero"` // gettext fills in its variables
	Policies            Policies `json:"policies,omitzero"`

	// Error says that Jinja2 ends with an error, and that this side must too. Without it
	// both must render.
	Error bool `json:"error,omitzero"`

	File string `json:"-"` // where the case stands

	twins map[string]any // Go values beside the context, of which Jinja2's side has twins
}

// Policies are Jinja2's settings of filters. A policy that is not here is an error.
type Policies struct {
	URLizeRel     *nullable[string]   `json:"urlize.rel,omitzero"`
	URLizeTarget  *nullable[string]   `json:"urlize.target,omitzero"`
	URLizeSchemes *nullable[[]string] `json:"urlize.extra_schemes,omitzero"`
	Leeway        *int                `json:"truncate.leeway,omitzero"`
	Dumps         *Dumps              `json:"json.dumps_kwargs,omitzero"`
	Trimmed       bool                `json:"ext.i18n.trimmed,omitzero"`
}

// Dumps are arguments of Python's json.dumps, which the filter tojson calls. Python writes
// non-ASCII characters as escapes and does not sort unless it is told to.
type Dumps struct {
	EnsureASCII *bool    `json:"ensure_ascii,omitzero"`
	Separators  []string `json:"separators,omitzero"` // between members, and behind a name
	SortKeys    bool     `json:"sort_keys,omitzero"`
}

// nullable is a value for which JSON can have null.
type nullable[T any] struct {
	null  bool
	value T
}

// UnmarshalJSON reads a T or null.
func (n *nullable[T]) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		n.null = true
		return nil
	}
	return json.Unmarshal(text, &n.value)
}

// MarshalJSON writes what was read.
func (n nullable[T]) MarshalJSON() ([]byte, error) {
	if n.null {
		return []byte("null"), nil
	}
	return json.Marshal(n.value)
}

// ReadFolder reads the cases of all .json files of a folder and those below it, in the
// order of the files' paths.
func ReadFolder(folder string) ([]Case, error) {
	cases, err := casefiles.Read(folder, ParseCases, func(c Case) string { return c.Name })
	if err != nil {
		return nil, fmt.Errorf("jinja: %w", err)
	}
	return cases, nil
}

// ParseCases reads a file with a list of cases. Fields that a case does not have, and
// values of another type, are errors that name the file and the case.
func ParseCases(file string, text []byte) ([]Case, error) {
	var list []rawCase
	if err := json.Unmarshal(withoutConstants(text), &list); err != nil {
		return nil, fmt.Errorf("%s: cannot read the list of cases: %w", file, err)
	}
	cases := make([]Case, len(list))
	for i, raw := range list {
		c, err := raw.read()
		if err != nil {
			return nil, fmt.Errorf("%s: case %d %q: %w", file, i+1, raw.name(), err)
		}
		c.File = file
		cases[i] = c
	}
	return cases, nil
}

// rawCase has the members of a case as they were written.
type rawCase map[string]rawValue

// name is the case's name, for messages; "" if it has none that can be read.
func (raw rawCase) name() (name string) {
	_ = json.Unmarshal(raw["name"], &name) // read() tells what is wrong with it
	return name
}

func (raw rawCase) read() (c Case, err error) {
	text, err := json.Marshal(raw, json.Deterministic(true))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c, json.RejectUnknownMembers(true)); err != nil {
		return c, err
	}
	if c.Name == "" {
		return c, errors.New("it has no name")
	}
	if _, given := raw["template"]; !given {
		return c, errors.New("it has no template")
	}
	if _, known := undefinedKinds[c.Undefined]; !known {
		return c, fmt.Errorf(`its undefined is %q, want "default", "chainable", "debug" or "strict"`, c.Undefined)
	}
	switch c.Newline {
	case "", "\n", "\r\n", "\r":
	default:
		return c, fmt.Errorf(`its newline_sequence is %q, want "\n", "\r\n" or "\r"`, c.Newline)
	}
	if d := c.Policies.Dumps; d != nil && d.Separators != nil && len(d.Separators) != 2 {
		return c, fmt.Errorf("its policy json.dumps_kwargs has the separators %q, want two", d.Separators)
	}
	_, err = c.Context.data()
	return c, err
}
