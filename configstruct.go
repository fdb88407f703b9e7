package gourd

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
)

// FromStruct takes settings from the exported fields of a struct or a pointer to
// one: Flask's from_object. A field's name in the configuration stands in its tag;
// without one, a field whose own name is in upper case is a setting, and no other. The
// fields of an embedded struct count as the struct's own, which has the last word,
// as a class has over the one that it is derived from.
//
//	type Defaults struct {
//		DEBUG   bool
//		Timeout time.Duration `config:"REQUEST_TIMEOUT,omitzero"`
//	}
//	type Production struct {
//		Defaults
//		Secret string `config:"SECRET_KEY"`
//	}
//	err := config.FromStruct(Production{Secret: key})
//
// A field is taken with the zero value too, unless its tag says "omitzero".
func (c *Config) FromStruct(v any) error {
	s := reflect.ValueOf(v)
	for s.Kind() == reflect.Pointer && !s.IsNil() {
		s = s.Elem()
	}
	if s.Kind() != reflect.Struct {
		return fmt.Errorf("gourd: FromStruct was given a %T, want a struct or a pointer to one", v)
	}
	return c.fromStruct(s)
}

func (c *Config) fromStruct(s reflect.Value) error {
	var errs []error
	for i := range s.NumField() {
		if base := s.Field(i); s.Type().Field(i).Anonymous {
			for base.Kind() == reflect.Pointer && !base.IsNil() {
				base = base.Elem()
			}
			if base.Kind() == reflect.Struct {
				errs = append(errs, c.fromStruct(base))
			}
		}
	}
	for i := range s.NumField() {
		field := s.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("config"), ",")
		if name == "" {
			name = field.Name
		}
		if !field.IsExported() || field.Anonymous || !isSettingName(name) || options == "omitzero" && s.Field(i).IsZero() {
			continue
		}
		errs = append(errs, c.Set(name, s.Field(i).Interface()))
	}
	return errors.Join(errs...)
}

// isSettingName is Python's str.isupper: some letter, and none in lower case.
func isSettingName(name string) bool {
	return name == strings.ToUpper(name) && name != strings.ToLower(name)
}

// FromEnvVar takes settings from the TOML or JSON file that the environment variable
// names: Flask's from_envvar. A variable that is not set or is empty is an error.
//
//	SHOP_SETTINGS=/etc/shop.toml ./shop
func (c *Config) FromEnvVar(variable string) error {
	path := os.Getenv(variable)
	if path == "" {
		return fmt.Errorf("gourd: the environment variable %s is not set; it names the file of the configuration, like %s=/etc/app.toml", variable, variable)
	}
	if err := c.FromFile(path); err != nil {
		return fmt.Errorf("%w (named by the environment variable %s)", err, variable)
	}
	return nil
}

// FromEnvVarIfSet is FromEnvVar, but a variable that is not set is no error, nor is a
// file that is not there.
func (c *Config) FromEnvVarIfSet(variable string) error {
	path := os.Getenv(variable)
	if path == "" {
		return nil
	}
	return c.FromFileIfExists(path)
}

// NamespaceOptions say how [Config.Namespace] writes names.
type NamespaceOptions struct {
	KeepCase   bool // names stay in upper case
	KeepPrefix bool // names keep the prefix
}

// Namespace returns the settings whose names begin with the prefix, fields and
// Values, under the rest of their names in lower case: Flask's get_namespace. Fields
// that are not set are left out.
//
//	config.Namespace("OAUTH2_") // {"client_id": "…"} of OAUTH2_CLIENT_ID
func (c *Config) Namespace(prefix string, options ...NamespaceOptions) map[string]any {
	var o NamespaceOptions
	if len(options) > 0 {
		o = options[0]
	}
	found := map[string]any{}
	for name, value := range c.settings() {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if !o.KeepPrefix {
			name = name[len(prefix):]
		}
		if !o.KeepCase {
			name = strings.ToLower(name)
		}
		found[name] = value
	}
	return found
}

// settings are the fields that are set and the Values, by their names.
func (c *Config) settings() map[string]any {
	all := map[string]any{}
	for name, value := range c.Values {
		all[name] = value
	}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("config"); name != "" && !v.Field(i).IsZero() {
			all[name] = v.Field(i).Interface()
		}
	}
	return all
}

// formatOf says how a setting of that type is written, for errors.
func formatOf(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Bool:
		return "true or false (or 1 or 0)"
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return `a list of texts, in the environment as JSON: ["a.com","b.com"]`
	case t.Kind() == reflect.Slice:
		return `a list, in the environment as JSON: [1,2]`
	case t.Kind() == reflect.Map:
		return `a map, in the environment as JSON: {"a":1}`
	case reflect.Zero(t).CanInt():
		return "a whole number"
	case reflect.Zero(t).CanFloat():
		return "a number"
	case t.Kind() == reflect.String:
		return "a text"
	}
	return "a " + t.String()
}

// errSecret stands in the place of an error that would show a secret.
type errSecret struct{ want string }

func (e errSecret) Error() string { return "the value (which is not shown) is not " + e.want }

// isSecret reports whether a setting of that name is not for other eyes.
func isSecret(name string) bool {
	name = strings.ToUpper(name)
	for _, word := range [...]string{"SECRET", "PASSWORD", "PASSWD", "TOKEN", "CREDENTIAL", "PRIVATE", "API_KEY", "APIKEY", "SALT", "DSN"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return strings.HasSuffix(name, "_KEY") || strings.HasSuffix(name, "_KEYS") || name == "KEY" || strings.HasSuffix(name, "_PASS") || name == "PASS"
}
