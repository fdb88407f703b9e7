package gourd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"github.com/gourd-go/gourd/jinja"
)

// flaskGlobals are the names that Flask gives to every template, those that are imported
// too.
func (a *App) flaskGlobals() map[string]any {
	return map[string]any{
		"request": ofRequest("request", func(c *Ctx) any { return (*requestNames)(c) }),
		"session": ofRequest("session", func(c *Ctx) any {
			return &jinja.Mapping{Source: (*sessionNames)(c), Type: "SecureCookieSession"}
		}),
		"g": ofRequest("g", func(c *Ctx) any {
			return &jinja.Mapping{Source: (*storeNames)(c), Type: "_AppCtxGlobals"}
		}),
		"config":               &jinja.Mapping{Source: configNames{a}, Type: "Config"},
		"url_for":              jinja.NewFunction("url_for", a.urlFor),
		"get_flashed_messages": jinja.NewFunction("get_flashed_messages", flashedMessages),
	}
}

// urlFor is url_for(endpoint, **values).
func (a *App) urlFor(args *jinja.Arguments) (any, error) {
	endpoint, ok := args.BindFirst(1, "endpoint")[0].(string)
	if !ok {
		return nil, errors.New("gourd: url_for takes the name of an endpoint, a text, first")
	}
	var values []any
	for name, v := range args.Named() {
		values = append(values, name, urlValue(v))
	}
	return a.buildURL(PageCtx(args.Context()), endpoint, values)
}

// urlValue is a value of a template as URLs are built of it.
func urlValue(v any) any {
	switch v := v.(type) {
	case jinja.Markup:
		return string(v)
	case int64:
		return int(v)
	case jinja.Tuple:
		return urlValue([]any(v))
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = urlValue(item)
		}
		return list
	}
	return v
}

// flashedMessages is get_flashed_messages(with_categories=False, category_filter=()).
func flashedMessages(args *jinja.Arguments) (any, error) {
	given := args.Bind(0, "with_categories", "category_filter")
	c := PageCtx(args.Context())
	if c == nil {
		return nil, errors.New("gourd: get_flashed_messages is for pages of requests, but this template is rendered without one")
	}
	var categories []string
	if given[1] != nil {
		filter, err := textList(given[1])
		if err != nil {
			return nil, fmt.Errorf("gourd: get_flashed_messages(category_filter=…): %w", err)
		}
		categories = filter
	}
	messages := []any{}
	for _, f := range c.Flashes(categories...) {
		var message any = f.Message
		if f.markup {
			message = jinja.Markup(f.Message)
		}
		if args.Truth(given[0]) {
			message = jinja.Tuple{f.Category, message}
		}
		messages = append(messages, message)
	}
	return messages, nil
}

// textList is a list of texts of a template. A text is the list of its characters, as in
// Python.
func textList(v any) (list []string, err error) {
	var items []any
	switch v := v.(type) {
	case []any:
		items = v
	case jinja.Tuple:
		items = v
	case []string:
		return v, nil
	case string:
		for _, r := range v {
			list = append(list, string(r))
		}
		return list, nil
	default:
		return nil, fmt.Errorf("%v is a %T, want a list of texts", v, v)
	}
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, fmt.Errorf("%v is a %T, want a text", item, item)
		}
		list = append(list, text)
	}
	return list, nil
}

// configNames are the settings, as config has them in templates.
type configNames struct{ a *App }

// JinjaItem implements [jinja.Items].
func (n configNames) JinjaItem(key any) (any, bool) {
	name, ok := key.(string)
	if !ok {
		return nil, false
	}
	if f, ok := n.a.Config.field(name); ok {
		v, _ := f.get()
		return v, true
	}
	v, ok := n.a.Config.Values[name]
	return v, ok
}

// JinjaKeys implements [jinja.MappingSource].
func (n configNames) JinjaKeys() (names []any) {
	for _, s := range n.a.Settings() {
		names = append(names, s.Name)
	}
	return names
}

// String is what a page that prints config shows: no settings, some of which are secret.
func (n configNames) String() string { return fmt.Sprintf("<Config of %s>", n.a.name) }

// templateJSON writes the JSON of the filter tojson with the application's provider, laid
// out as Flask's dumps: with a blank behind commas and colons, or lines with an indent.
func (a *App) templateJSON(v any, indent int) ([]byte, error) {
	var plain plainJSON
	if v = plain.value(v); plain.err != nil {
		return nil, plain.err
	}
	var b bytes.Buffer
	if err := a.json.Encode(&b, v); err != nil {
		return nil, err
	}
	text := bytes.TrimRight(b.Bytes(), "\n")
	if indent <= 0 {
		return spacedJSON(text), nil
	}
	var laidOut bytes.Buffer
	if err := json.Indent(&laidOut, text, "", string(bytes.Repeat([]byte{' '}, indent))); err != nil {
		return nil, fmt.Errorf("gourd: the JSON provider's text: %w", err)
	}
	return laidOut.Bytes(), nil
}

// spacedJSON puts a blank behind each comma and colon that is not in a text and has none.
func spacedJSON(text []byte) []byte {
	spaced := make([]byte, 0, len(text)+len(text)/8)
	inText := false
	for i := 0; i < len(text); i++ {
		b := text[i]
		spaced = append(spaced, b)
		switch {
		case inText && b == '\\' && i+1 < len(text):
			i++
			spaced = append(spaced, text[i])
		case b == '"':
			inText = !inText
		case !inText && (b == ',' || b == ':') && i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\n':
			spaced = append(spaced, ' ')
		}
	}
	return spaced
}

// plainJSON makes values of a template such as JSON providers know: its dicts are maps and its
// tuples lists.
type plainJSON struct {
	level int
	err   error
}

func (p *plainJSON) value(v any) any {
	if p.err != nil {
		return nil
	}
	if p.level++; p.level > mostLevels {
		p.err = fmt.Errorf("gourd: tojson: the value contains itself, or more than %d others within each other", mostLevels)
	}
	defer func() { p.level-- }()
	switch v := v.(type) {
	case jinja.Markup:
		return string(v)
	case jinja.Tuple:
		return p.list(v)
	case []any:
		return p.list(v)
	case *jinja.Dict:
		m := make(map[string]any, v.Len())
		for key, item := range v.All() {
			m[jsonKey(key)] = p.value(item)
		}
		return m
	case *jinja.Mapping:
		m := map[string]any{}
		for _, key := range v.Source.JinjaKeys() {
			if item, ok := v.Source.JinjaItem(key); ok {
				m[jsonKey(key)] = p.value(item)
			}
		}
		return m
	case map[string]any:
		if !slices.ContainsFunc(slices.Collect(maps.Values(v)), isTemplateValue) {
			return v
		}
		m := make(map[string]any, len(v))
		for key, item := range v {
			m[key] = p.value(item)
		}
		return m
	}
	return v
}

func (p *plainJSON) list(items []any) []any {
	list := make([]any, len(items))
	for i, item := range items {
		list[i] = p.value(item)
	}
	return list
}

// isTemplateValue reports whether plainJSON may have to change v.
func isTemplateValue(v any) bool {
	switch v.(type) {
	case jinja.Markup, jinja.Tuple, []any, *jinja.Dict, *jinja.Mapping, map[string]any:
		return true
	}
	return false
}

// jsonKey is the key of a dict in JSON, as Python writes it.
func jsonKey(key any) string {
	switch key := key.(type) {
	case string:
		return key
	case jinja.Markup:
		return string(key)
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(key)
	case *big.Int:
		return key.String()
	}
	return fmt.Sprint(key)
}
