package gourd

import (
	"encoding"
	"encoding/json/v2"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// encodable walks the type of a view's value and says where it has something that
// JSON cannot have, so that a view that can never answer is refused when it is
// registered.
func encodable(t reflect.Type) error {
	w := typeWalk{seen: map[reflect.Type]bool{}}
	return w.walk(t, t.String())
}

type typeWalk struct{ seen map[reflect.Type]bool }

func (w *typeWalk) walk(t reflect.Type, path string) error {
	if w.seen[t] || marshalsItself(t) {
		return nil
	}
	w.seen[t] = true
	switch t {
	case reflect.TypeFor[Response]():
		return fmt.Errorf("%s is a gourd.Response, which is an answer and no JSON; return a gourd.Response itself, not a pointer or a part of something", path)
	case reflect.TypeFor[Ctx]():
		return fmt.Errorf("%s is a gourd.Ctx, which ends with its request", path)
	}
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return fmt.Errorf("%s is a %s, which JSON cannot have", path, t.Kind())
	case reflect.Pointer:
		return w.walk(t.Elem(), path)
	case reflect.Slice, reflect.Array:
		return w.walk(t.Elem(), path+"[]")
	case reflect.Map:
		if !isKey(t.Key()) {
			return fmt.Errorf("%s has keys of type %s, and JSON's are strings", path, t.Key())
		}
		return w.walk(t.Elem(), path+"[]")
	case reflect.Struct:
		return w.fields(t, path)
	}
	return nil
}

func (w *typeWalk) fields(t reflect.Type, path string) error {
	// encoding/json/v2 has rules of its own: a struct with fields and none exported, two
	// members of one name, an unknown option in a tag.
	var refused *json.SemanticError
	if _, err := json.Marshal(reflect.New(t).Interface(), jsonOptions); errors.As(err, &refused) && refused.GoType == t {
		return fmt.Errorf("%s cannot be JSON: %w", path, refused.Err)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if tag := f.Tag.Get("json"); tag == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		if err := w.walk(f.Type, path+"."+f.Name); err != nil {
			return err
		}
	}
	return nil
}

// isKey reports whether a type can be the key of a JSON object.
func isKey(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Interface:
		return true
	}
	return marshalsItself(t)
}

// marshalsItself reports whether a type says by a method how it is written.
func marshalsItself(t reflect.Type) bool {
	for _, i := range [...]reflect.Type{
		reflect.TypeFor[json.MarshalerTo](), reflect.TypeFor[json.Marshaler](),
		reflect.TypeFor[encoding.TextAppender](), reflect.TypeFor[encoding.TextMarshaler](),
	} {
		if t.Implements(i) || t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(i) {
			return true
		}
	}
	return strings.HasPrefix(t.PkgPath(), "encoding/json")
}
