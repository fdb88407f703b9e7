package db

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Args are the values of a query's named parameters:
//
//	db.All[Note](ctx, database, "SELECT * FROM notes WHERE done = :done", db.Args{"done": true})
//
// A name that is missing, and one that the query does not use, are errors.
type Args map[string]any

// bind makes the statement for one call: the dialect's text, and the arguments in the order of its placeholders.
//
// A query with named parameters takes one argument, an [Args] (or another map[string]any), a struct, or a pointer to
// one. Any other query takes its arguments in order.
func (d *DB) bind(query string, args []any) (Statement, error) {
	q, err := d.compile(query)
	if err != nil {
		return Statement{}, err
	}
	if !q.named() {
		if len(args) == 1 {
			if names, ok := asNames(args[0]); ok {
				if len(names) > 0 {
					return Statement{}, unusedNames(names, nil)
				}
				args = nil
			}
		}
		return Statement{SQL: q.text, Args: args, brief: q.brief}, nil
	}
	values, err := d.namedValues(q, args)
	if err != nil {
		return Statement{}, err
	}
	if q.lists {
		return d.expand(q, values)
	}
	return Statement{SQL: q.text, Args: inOrder(q.order, values), brief: q.brief}, nil
}

// inOrder puts the values behind their placeholders. In numbered dialects they are there already.
func inOrder(order []int, values []any) []any {
	if len(order) == len(values) && slices.IsSorted(order) {
		return values
	}
	args := make([]any, len(order))
	for i, n := range order {
		args[i] = values[n]
	}
	return args
}

// compile returns the query's parameters, from the cache when it was seen before.
func (d *DB) compile(query string) (*compiled, error) {
	if q, ok := d.queries.get(query); ok {
		return q, nil
	}
	if strings.TrimSpace(query) == "" {
		return nil, errNoText
	}
	q, err := parse(query, d.backend.Dialect())
	if err != nil {
		return nil, err
	}
	q.brief = oneLine(query, waitLimit)
	d.queries.put(query, q)
	return q, nil
}

// namedValues looks up the value of each of the query's names.
func (d *DB) namedValues(q *compiled, args []any) ([]any, error) {
	if len(args) != 1 {
		return nil, fmt.Errorf("the query names its parameters (:%s); give one db.Args or struct, not %d arguments", strings.Join(q.names, ", :"), len(args))
	}
	if names, ok := asNames(args[0]); ok {
		return mapValues(q, names)
	}
	v := reflect.ValueOf(args[0])
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || isScalar(v.Type()) {
		return nil, fmt.Errorf("the query names its parameters (:%s); give a db.Args or a struct, not a %T", strings.Join(q.names, ", :"), args[0])
	}
	return d.structValues(q, v)
}

func asNames(arg any) (map[string]any, bool) {
	switch a := arg.(type) {
	case Args:
		return a, true
	case map[string]any:
		return a, true
	}
	return nil, false
}

func mapValues(q *compiled, names map[string]any) ([]any, error) {
	values := make([]any, len(q.names))
	for i, name := range q.names {
		v, ok := names[name]
		if !ok {
			return nil, fmt.Errorf("the parameter :%s has no value in the db.Args", name)
		}
		values[i] = v
	}
	if len(names) > len(q.names) {
		return nil, unusedNames(names, q.names)
	}
	return values, nil
}

// unusedNames is the error for names that the query does not have. A misspelt one would otherwise pass unseen.
func unusedNames(names map[string]any, used []string) error {
	var unused []string
	for name := range names {
		if !slices.Contains(used, name) {
			unused = append(unused, name)
		}
	}
	slices.Sort(unused)
	return fmt.Errorf("the db.Args have a value for %s, which the query does not use", strings.Join(unused, ", "))
}

// structValues takes the values from a struct's fields. A struct may have more fields than the query has names.
func (d *DB) structValues(q *compiled, v reflect.Value) ([]any, error) {
	info, err := d.structs.of(v.Type())
	if err != nil {
		return nil, err
	}
	values := make([]any, len(q.names))
	for i, name := range q.names {
		f, ok := info.byName[strings.ToLower(name)]
		if !ok {
			return nil, fmt.Errorf("the parameter :%s has no field in %s (its fields: %s)", name, v.Type(), info.names())
		}
		field, err := v.FieldByIndexErr(f.index)
		if err != nil { // behind a nil pointer to an embedded struct
			continue
		}
		values[i] = field.Interface()
	}
	return values, nil
}

// expand writes the statement for lists of these lengths.
func (d *DB) expand(q *compiled, values []any) (Statement, error) {
	lengths := make([]int, len(values))
	isList := make([]bool, len(values))
	for _, p := range q.pieces {
		if !p.list {
			continue
		}
		v := reflect.ValueOf(values[p.name])
		if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
			return Statement{}, fmt.Errorf("the list :%s... needs a slice, not a %T", q.names[p.name], values[p.name])
		}
		lengths[p.name], isList[p.name] = v.Len(), true
	}
	text, order := q.render(d.backend.Dialect(), lengths)
	args := make([]any, len(order))
	next := make([]int, len(values))
	for i, n := range order {
		if !isList[n] {
			args[i] = values[n]
			continue
		}
		list := reflect.ValueOf(values[n])
		args[i] = list.Index(next[n] % list.Len()).Interface() // the same list can stand in two places
		next[n]++
	}
	return Statement{SQL: text, Args: args, brief: q.brief}, nil
}

// Value converts an argument into what a simple driver can store: nil, bool, int64, float64, string, []byte or
// time.Time. Named types become their kind; pointers what they point to; a [driver.Valuer] speaks for itself; other
// structs, maps and slices become JSON text. It is for drivers.
func Value(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int64, float64, string, []byte, time.Time:
		return v, nil
	case int:
		return int64(v), nil
	case driver.Valuer:
		return valuerValue(v)
	}
	return reflectValue(reflect.ValueOf(v))
}

// valuerValue asks a Valuer, with database/sql's rule that a nil pointer whose method belongs to the value is NULL.
func valuerValue(v driver.Valuer) (any, error) {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() && r.Type().Elem().Implements(valuerType) {
		return nil, nil
	}
	stored, err := v.Value()
	if err != nil {
		return nil, fmt.Errorf("%T.Value: %w", v, err)
	}
	if _, again := stored.(driver.Valuer); again {
		return nil, fmt.Errorf("%T.Value returned another driver.Valuer, %T", v, stored)
	}
	return Value(stored)
}

func reflectValue(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return Value(v.Elem().Interface())
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if v.Uint() > 1<<63-1 {
			return nil, errors.New("an unsigned number above 9223372036854775807 does not fit into a database's integer")
		}
		return int64(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.String:
		return v.String(), nil
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array:
		return jsonValue(v)
	}
	return nil, fmt.Errorf("a value of the type %s cannot be stored in a database", v.Type())
}

var valuerType = reflect.TypeFor[driver.Valuer]()
