package forms

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/convert"
)

// read gives a field the values that were sent, and says in words what is wrong with
// them. Empty ones are none.
func (f *field) read(to reflect.Value, values []string) (reason string) {
	if f.many {
		return f.readList(to, values)
	}
	if len(values) == 0 || values[0] == "" {
		return ""
	}
	if err := f.set(to, values[0]); err != nil {
		to.SetZero()
		return f.misfit(err)
	}
	return ""
}

func (f *field) readList(to reflect.Value, values []string) (reason string) {
	list := reflect.MakeSlice(to.Type(), 0, len(values))
	for _, text := range values {
		if text == "" {
			continue
		}
		v := reflect.New(f.element).Elem()
		if err := f.set(v, text); err != nil {
			return f.misfit(err)
		}
		list = reflect.Append(list, v)
	}
	if list.Len() > 0 {
		to.Set(list)
	}
	return ""
}

// set gives to the value that text stands for.
func (f *field) set(to reflect.Value, text string) error {
	switch base(to.Type()) {
	case reflect.TypeFor[time.Time]():
		t, err := time.Parse(f.layout, text)
		if err != nil {
			return err
		}
		reach(to).Set(reflect.ValueOf(t))
		return nil
	case reflect.TypeFor[bool]():
		reach(to).SetBool(isChecked(text)) // whatever value the check box has on the page
		return nil
	}
	return convert.Set(to.Addr().Interface(), text)
}

// reach makes what pointers lead to.
func reach(to reflect.Value) reflect.Value {
	for to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	return to
}

// isChecked reports whether a check box that sends text is checked.
func isChecked(text string) bool {
	switch text {
	case "", "false", "False", "off", "no", "0":
		return false
	}
	return true
}

// misfit says what is wrong with a text.
func (f *field) misfit(err error) string {
	switch {
	case errors.Is(err, strconv.ErrRange):
		return "is too large or too small a number"
	case f.many:
		return "has to be a list, each " + f.want()
	}
	return "has to be " + f.want()
}

// want is what the field expects, in words.
func (f *field) want() string {
	t := base(f.element)
	if t == reflect.TypeFor[time.Time]() {
		return "like " + time.Date(2026, time.December, 31, 18, 30, 0, 0, time.UTC).Format(f.layout)
	}
	if t.Kind() != reflect.Bool && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "of another form"
	}
	return convert.TypeName(t)
}

func (f *field) setUploads(to reflect.Value, files []*gourd.Upload) {
	switch {
	case len(files) == 0:
	case f.many:
		to.Set(reflect.ValueOf(files))
	default:
		to.Set(reflect.ValueOf(files[0]))
	}
}

// texts is what the field has, as it is shown.
func (f *field) texts(v reflect.Value) []string {
	if f.upload {
		return nil
	}
	if !f.many {
		if text := f.text(v); text != "" {
			return []string{text}
		}
		return nil
	}
	all := make([]string, v.Len())
	for i := range all {
		all[i] = f.text(v.Index(i))
	}
	return all
}

// text is one value as it is shown. Zero is shown where nothing is nil: of a number
// it may be meant.
func (f *field) text(v reflect.Value) string {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch value := v.Interface().(type) {
	case time.Time:
		if value.IsZero() {
			return ""
		}
		return value.Format(f.layout)
	case time.Duration:
		return value.String()
	case encoding.TextMarshaler:
		text, err := value.MarshalText()
		if err != nil {
			return ""
		}
		return string(text)
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'f', -1, v.Type().Bits())
	}
	return fmt.Sprint(v.Interface())
}
