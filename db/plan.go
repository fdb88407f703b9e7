package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
)

// structInfo says which fields of a struct hold which columns.
type structInfo struct {
	byName map[string]fieldInfo // by lower-case name; a field can have two
	fields []string             // the names in messages, in the fields' order
}

type fieldInfo struct {
	index []int
	name  string // Note.Title, for messages
	depth int    // how deep in embedded structs
	tag   bool   // named by a tag
}

func (s *structInfo) names() string { return strings.Join(s.fields, ", ") }

// structCache keeps what is known about types. Types are few, so it never forgets.
type structCache struct {
	cache[reflect.Type, *structInfo]
}

func (c *structCache) of(t reflect.Type) (*structInfo, error) {
	if info, ok := c.get(t); ok {
		return info, nil
	}
	info := &structInfo{byName: map[string]fieldInfo{}}
	if err := info.add(t, t.Name(), nil, 0, nil); err != nil {
		return nil, err
	}
	c.put(t, info)
	return info, nil
}

// add takes in the fields of t. Go's rule for embedded fields holds: the shallower one wins.
func (s *structInfo) add(t reflect.Type, path string, index []int, depth int, within []reflect.Type) error {
	if slices.Contains(within, t) {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("db"), ",")
		if tag == "-" {
			continue
		}
		at := append(slices.Clone(index), i)
		if inner, ok := embedded(f, tag); ok {
			if err := s.add(inner, path, at, depth+1, append(within, t)); err != nil {
				return err
			}
			continue
		}
		if !f.IsExported() {
			if tag != "" {
				return fmt.Errorf("the field %s.%s has a db tag but is not exported; begin its name with a capital letter", path, f.Name)
			}
			continue
		}
		if err := s.put(f, tag, fieldInfo{index: at, name: path + "." + f.Name, depth: depth, tag: tag != ""}); err != nil {
			return err
		}
	}
	return nil
}

// embedded reports whether the fields of f count as fields of the outer struct.
func embedded(f reflect.StructField, tag string) (reflect.Type, bool) {
	if !f.Anonymous || tag != "" {
		return nil, false
	}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		if !f.IsExported() { // reflect cannot set it
			return nil, false
		}
		t = t.Elem()
	}
	return t, t.Kind() == reflect.Struct && !isScalar(t)
}

func (s *structInfo) put(f reflect.StructField, tag string, info fieldInfo) error {
	names := []string{strings.ToLower(tag)}
	if tag == "" {
		names = []string{snake(f.Name), strings.ToLower(f.Name)}
		names = slices.Compact(names)
	}
	s.fields = append(s.fields, names[0])
	for _, name := range names {
		old, taken := s.byName[name]
		switch {
		case !taken || info.depth < old.depth || info.depth == old.depth && info.tag && !old.tag:
			s.byName[name] = info
		case old.depth == info.depth && old.tag == info.tag:
			return fmt.Errorf("the fields %s and %s both stand for the column %q; give one of them another db tag", old.name, info.name, name)
		}
	}
	return nil
}

// snake turns UserID into user_id and HTTPStatus into http_status.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && runes[i-1] != '_' {
			afterLower := !unicode.IsUpper(runes[i-1])
			beforeLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if afterLower || beforeLower {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// isScalar reports whether a struct type is one value in a database: a time, or what scans or values itself.
func isScalar(t reflect.Type) bool {
	return t == timeType || reflect.PointerTo(t).Implements(scannerType) || t.Implements(valuerType)
}

var (
	timeType    = reflect.TypeFor[time.Time]()
	scannerType = reflect.TypeFor[sql.Scanner]()
	rowType     = reflect.TypeFor[Row]()
	mapType     = reflect.TypeFor[map[string]any]()
)

// A plan says how the rows of one query are stored into values of one type.
type plan struct {
	columns []string    // for which it was made
	fields  []fieldInfo // by column; nil when the type is a scalar
	elem    reflect.Type
	pointer bool // the user's type is *elem
	remake  bool // a field lies behind an embedded pointer, so that its address is new for each row
}

type planKey struct {
	t     reflect.Type
	query string
}

// planFor returns the plan for rows with these columns, from the cache when the query was mapped to this type before.
func (d *DB) planFor(t reflect.Type, query string, columns []string) (*plan, error) {
	key := planKey{t, query}
	if p, ok := d.plans.get(key); ok && slices.Equal(p.columns, columns) {
		return p, nil
	}
	p := &plan{columns: slices.Clone(columns), elem: t}
	if t.Kind() == reflect.Pointer && isRecord(t.Elem()) {
		p.elem, p.pointer = t.Elem(), true
	}
	if isRecord(p.elem) {
		if err := d.planFields(p); err != nil {
			return nil, err
		}
	} else if len(columns) != 1 {
		return nil, fmt.Errorf("the query has %d columns (%s), but a %s holds one; name the one that is meant", len(columns), strings.Join(columns, ", "), t)
	}
	d.plans.put(key, p)
	return p, nil
}

// isRecord reports whether a type's fields are columns, rather than the type being one value.
func isRecord(t reflect.Type) bool { return t.Kind() == reflect.Struct && !isScalar(t) }

func (d *DB) planFields(p *plan) error {
	info, err := d.structs.of(p.elem)
	if err != nil {
		return err
	}
	p.fields = make([]fieldInfo, len(p.columns))
	for i, column := range p.columns {
		f, ok := info.byName[strings.ToLower(column)]
		if !ok {
			return fmt.Errorf("the column %q has no field in %s (its fields: %s); add one with the tag `db:%q`, or leave the column out of the SELECT", column, p.elem, info.names(), column)
		}
		for j, earlier := range p.fields[:i] {
			if slices.Equal(earlier.index, f.index) {
				return fmt.Errorf("the columns %q and %q both belong into the field %s; name one of them otherwise with AS", p.columns[j], column, f.name)
			}
		}
		p.fields[i] = f
		p.remake = p.remake || behindPointer(p.elem, f.index)
	}
	return nil
}

// behindPointer reports whether the way to a field leads through an embedded pointer.
func behindPointer(t reflect.Type, index []int) bool {
	for _, n := range index[:len(index)-1] {
		if t = t.Field(n).Type; t.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

// targets stores the addresses of the fields of v, a settable p.elem, in dst.
func (p *plan) targets(dst []any, v reflect.Value) {
	if p.fields == nil {
		dst[0] = v.Addr().Interface()
		return
	}
	for i := range p.fields {
		f := v
		for j, n := range p.fields[i].index {
			if j > 0 && f.Kind() == reflect.Pointer {
				if f.IsNil() {
					f.Set(reflect.New(f.Type().Elem()))
				}
				f = f.Elem()
			}
			f = f.Field(n)
		}
		dst[i] = f.Addr().Interface()
	}
}

// explain adds the names of column and field to an error of Scan.
func (p *plan) explain(err error) error {
	scan, ok := err.(*ScanError)
	if !ok || scan.Column >= len(p.columns) {
		return err
	}
	if p.fields == nil {
		return fmt.Errorf("column %q: %w", p.columns[scan.Column], scan.Err)
	}
	return fmt.Errorf("column %q, field %s: %w", p.columns[scan.Column], p.fields[scan.Column].name, scan.Err)
}
