package gourd

import (
	"encoding/json/v2"
	"fmt"
	"io"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// SettingInfo describes a setting, for gourd show config.
type SettingInfo struct {
	Name   string `json:"name"`
	Value  string `json:"value"`           // as text; secrets are hidden
	Unset  bool   `json:"unset,omitempty"` // the value is what holds where nothing was said
	Hidden bool   `json:"hidden,omitempty"`
}

// hidden stands in the place of a secret.
const hidden = "(hidden)"

// Settings describes the configuration: the Config's fields that have names, and the
// Values, in the order of their names. Secrets are hidden: what the names SECRET_KEY,
// PASSWORD, TOKEN and the like speak of, and passwords in URLs.
func (a *App) Settings() []SettingInfo {
	given := a.Config
	effective := given
	effective.defaults()
	all := effective.settings()
	set := given.settings()
	v := reflect.ValueOf(effective)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("config"); name != "" {
			all[name] = v.Field(i).Interface()
		}
	}
	var list []SettingInfo
	for _, name := range slices.Sorted(maps.Keys(all)) {
		_, isSet := set[name]
		info := SettingInfo{Name: name, Value: settingText(name, all[name]), Unset: !isSet}
		info.Hidden = strings.Contains(info.Value, hidden)
		list = append(list, info)
	}
	return list
}

// settingText is a setting as it is shown.
func settingText(name string, value any) string {
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return "null"
	case isSecret(name) && !v.IsZero() && v.Kind() != reflect.Bool && !isNumber(v):
		return hidden
	}
	if d, ok := value.(time.Duration); ok {
		return d.String()
	}
	text, err := json.Marshal(withoutSecrets(v).Interface(), json.Deterministic(true))
	if err != nil {
		return fmt.Sprintf("(a %T)", value)
	}
	return string(text)
}

// withoutSecrets is a copy of a value without the secrets of maps and URLs within it.
func withoutSecrets(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return reflect.ValueOf(withoutPassword(v.String()))
	case reflect.Slice, reflect.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = withoutSecrets(v.Index(i)).Interface()
		}
		return reflect.ValueOf(list)
	case reflect.Map:
		shown := map[string]any{}
		for key, value := range v.Seq2() {
			name := fmt.Sprint(key)
			if shown[name] = any(hidden); !isSecret(name) && value.IsValid() {
				shown[name] = withoutSecrets(value).Interface()
			}
		}
		return reflect.ValueOf(shown)
	}
	return v
}

// withoutPassword hides the password of a URL.
func withoutPassword(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return text
	}
	if _, has := u.User.Password(); !has {
		return text
	}
	scheme, rest, found := strings.Cut(text, "://")
	_, host, at := strings.Cut(rest, "@")
	if !found || !at {
		return hidden
	}
	return scheme + "://" + u.User.Username() + ":" + hidden + "@" + host
}

// printConfig answers gourd show config, also where the set-up would fail.
func (a *App) printConfig(out io.Writer) error { return json.MarshalWrite(out, a.Settings()) }
