package gourd

import (
	"encoding/json/v2"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// FromFile takes settings from a TOML or a JSON file, by its ending. Only names in
// upper case are settings, as in Flask. A file that is not there is an error that
// errors.Is calls fs.ErrNotExist.
func (c *Config) FromFile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("gourd: the configuration cannot be read: %w", err)
	}
	var settings map[string]any
	switch ext := filepath.Ext(path); ext {
	case ".toml":
		err = toml.Unmarshal(text, &settings)
	case ".json":
		err = json.Unmarshal(text, &settings)
	default:
		return fmt.Errorf("gourd: the configuration %s ends in %q, want .toml or .json", path, ext)
	}
	if err != nil {
		return fmt.Errorf("gourd: the configuration %s: %w", path, err)
	}
	return c.FromMap(settings)
}

// FromFileIfExists is FromFile, but a file that is not there is no error.
func (c *Config) FromFileIfExists(path string) error {
	err := c.FromFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// FromMap takes settings from a map. Only names in upper case are settings.
func (c *Config) FromMap(settings map[string]any) error {
	var errs []error
	names := make([]string, 0, len(settings))
	for name := range settings {
		if isSettingName(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		errs = append(errs, c.Set(name, settings[name]))
	}
	return errors.Join(errs...)
}

// FromEnv takes settings from the environment variables PREFIX_NAME, in the order
// of their names. A value is read as JSON, and as text where it is none. Two
// underscores lead into a map: GOURD_MAIL__HOST is HOST in MAIL. The prefix is
// usually "GOURD" or the application's name.
func (c *Config) FromEnv(prefix string) error { return c.fromEnv(prefix, os.Environ()) }

func (c *Config) fromEnv(prefix string, environ []string) error {
	var errs []error
	for _, entry := range slices.Sorted(slices.Values(environ)) {
		key, text, _ := strings.Cut(entry, "=")
		name, ok := strings.CutPrefix(key, prefix+"_")
		if !ok || name == "" {
			continue
		}
		var value any
		if json.Unmarshal([]byte(text), &value) != nil {
			value = text
		}
		path := strings.Split(name, "__")
		if len(path) == 1 {
			if f, known := c.field(name); known && f.Kind() == reflect.String {
				value = text // a secret of digits stays text
			}
			errs = append(errs, c.Set(name, value))
			continue
		}
		if c.Values == nil {
			c.Values = map[string]any{}
		}
		if err := setNested(c.Values, path, value); err != nil {
			errs = append(errs, fmt.Errorf("gourd: the environment variable %s: %w", key, err))
		}
	}
	return errors.Join(errs...)
}

func setNested(into map[string]any, path []string, value any) error {
	for _, key := range path[:len(path)-1] {
		next, ok := into[key].(map[string]any)
		if !ok {
			if old, taken := into[key]; taken {
				return fmt.Errorf("%s is %v already, and not a map", key, old)
			}
			next = map[string]any{}
			into[key] = next
		}
		into = next
	}
	into[path[len(path)-1]] = value
	return nil
}

// setting is a field of the Config that has a setting's name.
type setting struct {
	reflect.Value
	negated bool // the field is the opposite of the setting, so that its zero value is the default
}

// get returns the setting's value, and whether it is set.
func (s setting) get() (any, bool) {
	if s.negated {
		return !s.Bool(), s.Bool()
	}
	return s.Interface(), !s.IsZero()
}

func (s setting) set(value any) error {
	if !s.negated {
		return assignSetting(s.Addr().Interface(), value)
	}
	on := true
	if err := assignSetting(&on, value); err != nil {
		return err
	}
	s.SetBool(!on)
	return nil
}

// field finds the field of that name. "!" before a name in a tag says that the field
// is the setting's opposite.
func (c *Config) field(name string) (setting, bool) {
	if name == "" {
		return setting{}, false
	}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		tag, negated := strings.CutPrefix(v.Type().Field(i).Tag.Get("config"), "!")
		if tag == name {
			return setting{v.Field(i), negated}, true
		}
	}
	return setting{}, false
}

// assignSetting gives *to the value, in to's type where the value fits.
func assignSetting(to, value any) error {
	target := reflect.ValueOf(to).Elem()
	if d, ok := target.Addr().Interface().(*time.Duration); ok {
		return assignDuration(d, value)
	}
	v := reflect.ValueOf(value)
	if !v.IsValid() {
		target.SetZero()
		return nil
	}
	if v.Type().AssignableTo(target.Type()) {
		target.Set(v)
		return nil
	}
	switch {
	case target.CanInt() && isNumber(v):
		return assignInt(target, v)
	case target.Kind() == reflect.Bool && isNumber(v) && (asFloat(v) == 0 || asFloat(v) == 1):
		target.SetBool(asFloat(v) == 1) // DEBUG=1 in the environment
		return nil
	case target.CanFloat() && isNumber(v):
		target.SetFloat(asFloat(v))
		return nil
	case target.Kind() == reflect.Slice && v.Kind() == reflect.Slice:
		list := reflect.MakeSlice(target.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			if err := assignSetting(list.Index(i).Addr().Interface(), v.Index(i).Interface()); err != nil {
				return fmt.Errorf("element %d: %w", i, err)
			}
		}
		target.Set(list)
		return nil
	}
	return fmt.Errorf("%v is a %T, want %s", value, value, formatOf(target.Type()))
}

// assignDuration reads "90s", or a number of seconds as Flask's settings have it.
func assignDuration(to *time.Duration, value any) error {
	switch v := value.(type) {
	case time.Duration:
		*to = v
		return nil
	case string:
		d, err := time.ParseDuration(v)
		if err != nil {
			return fmt.Errorf("%q is no duration, want one like \"90s\" or a number of seconds", v)
		}
		*to = d
		return nil
	}
	if v := reflect.ValueOf(value); v.IsValid() && isNumber(v) {
		seconds := asFloat(v)
		if seconds < 0 {
			*to = -1
			return nil
		}
		*to = time.Duration(seconds * float64(time.Second))
		return nil
	}
	return fmt.Errorf("%v is a %T, want a duration like \"90s\" or a number of seconds", value, value)
}

func isNumber(v reflect.Value) bool { return v.CanInt() || v.CanUint() || v.CanFloat() }

func asFloat(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}

func assignInt(target, v reflect.Value) error {
	var n int64
	switch {
	case v.CanInt():
		n = v.Int()
	case v.CanUint() && v.Uint() <= math.MaxInt64:
		n = int64(v.Uint())
	case v.CanFloat() && v.Float() == math.Trunc(v.Float()) && math.Abs(v.Float()) < 1<<53:
		n = int64(v.Float())
	default:
		return fmt.Errorf("%v is not a whole number", v)
	}
	if target.OverflowInt(n) {
		return fmt.Errorf("%d does not fit into %s", n, target.Type())
	}
	target.SetInt(n)
	return nil
}
