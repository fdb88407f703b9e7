package gourd_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
)

// settings are the fields of a Config that these tests set.
type settings struct {
	Debug        bool
	SecretKey    string
	TrustedHosts []string
	Max          int64
	Parts        int
	Timeout      time.Duration
	Values       map[string]any
}

func settingsOf(c gourd.Config) settings {
	return settings{c.Debug, c.SecretKey, c.TrustedHosts, c.MaxContentLength, c.MaxFormParts, c.RequestTimeout, c.Values}
}

func TestSettingsFromOutside(t *testing.T) {
	file := func(ext, text string) func(*testing.T, *gourd.Config) error {
		return func(t *testing.T, c *gourd.Config) error {
			path := filepath.Join(t.TempDir(), "config"+ext)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				return err
			}
			return c.FromFile(path)
		}
	}
	env := func(pairs ...string) func(*testing.T, *gourd.Config) error {
		return func(t *testing.T, c *gourd.Config) error {
			for i := 0; i < len(pairs); i += 2 {
				t.Setenv(pairs[i], pairs[i+1])
			}
			return c.FromEnv("TESTAPP")
		}
	}
	tests := []struct {
		name string
		read func(t *testing.T, c *gourd.Config) error
		want settings
		err  string
	}{
		{
			"TOML", file(".toml", "DEBUG = true\nSECRET_KEY = 'k'\nTRUSTED_HOSTS = ['a', 'b']\nMAX_CONTENT_LENGTH = 10\nREQUEST_TIMEOUT = '90s'\nMINE = 1\nlower = 2\n[MAIL]\nHOST = 'h'\nport = 25\n"),
			settings{Debug: true, SecretKey: "k", TrustedHosts: []string{"a", "b"}, Max: 10, Timeout: 90 * time.Second, Values: map[string]any{"MINE": int64(1), "MAIL": map[string]any{"HOST": "h", "port": int64(25)}}},
			"",
		},
		{
			"JSON", file(".json", `{"DEBUG":true,"MAX_FORM_PARTS":5,"REQUEST_TIMEOUT":1.5,"MINE":[1],"Lower":2}`),
			settings{Debug: true, Parts: 5, Timeout: 1500 * time.Millisecond, Values: map[string]any{"MINE": []any{1.0}}},
			"",
		},
		{"JSON's null", file(".json", `{"SECRET_KEY":null}`), settings{}, ""},
		{"another format", file(".ini", ""), settings{}, `ends in ".ini", want .toml or .json`},
		{"malformed TOML", file(".toml", "DEBUG = \n"), settings{}, "config.toml"},
		{"malformed JSON", file(".json", "{"), settings{}, "config.json"},
		{"a value of another type", file(".json", `{"DEBUG":"yes","MAX_FORM_PARTS":1.5,"SECRET_KEY":true}`), settings{}, "the setting DEBUG: yes is a string, want true or false (or 1 or 0)"},
		{"a number that is not whole", file(".json", `{"MAX_FORM_PARTS":1.5}`), settings{}, "MAX_FORM_PARTS: 1.5 is not a whole number"},
		{"a duration that is none", file(".json", `{"REQUEST_TIMEOUT":"soon"}`), settings{}, `"soon" is no duration`},
		{"an element of another type", file(".json", `{"TRUSTED_HOSTS":["a",1]}`), settings{}, "element 1: 1 is a float64, want a text"},
		{
			"the environment", env("TESTAPP_DEBUG", "true", "TESTAPP_SECRET_KEY", "0123", "TESTAPP_MAX_CONTENT_LENGTH", "-1", "TESTAPP_TRUSTED_HOSTS", `["a"]`, "TESTAPP_REQUEST_TIMEOUT", "2m", "OTHER_MINE", "x"),
			settings{Debug: true, SecretKey: "0123", Max: -1, TrustedHosts: []string{"a"}, Timeout: 2 * time.Minute},
			"",
		},
		{
			"the environment's own settings", env("TESTAPP_N", "1", "TESTAPP_TEXT", "a b", "TESTAPP_LIST", "[1,\"x\"]", "TESTAPP_BAD", "[1"),
			settings{Values: map[string]any{"N": 1.0, "TEXT": "a b", "LIST": []any{1.0, "x"}, "BAD": "[1"}},
			"",
		},
		{
			"a map in the environment", env("TESTAPP_MAIL__HOST", "h", "TESTAPP_MAIL__TLS__ON", "true"),
			settings{Values: map[string]any{"MAIL": map[string]any{"HOST": "h", "TLS": map[string]any{"ON": true}}}},
			"",
		},
		{"a map where there is a value", env("TESTAPP_MAIL", "h", "TESTAPP_MAIL__HOST", "h"), settings{Values: map[string]any{"MAIL": "h"}}, "TESTAPP_MAIL__HOST: MAIL is h already, and not a map"},
		{"DEBUG=1", env("TESTAPP_DEBUG", "1"), settings{Debug: true}, ""},
		{"DEBUG=0", env("TESTAPP_DEBUG", "0"), settings{}, ""},
		{"DEBUG=2", env("TESTAPP_DEBUG", "2"), settings{}, "the setting DEBUG: 2 is a float64, want true or false (or 1 or 0)"},
		{"a time-out of no time at all", env("TESTAPP_REQUEST_TIMEOUT", "-1"), settings{Timeout: -1}, ""},
		{"a map of settings", func(_ *testing.T, c *gourd.Config) error {
			return c.FromMap(map[string]any{"DEBUG": true, "REQUEST_TIMEOUT": time.Hour, "small": 1, "MIXED_x": 2})
		}, settings{Debug: true, Timeout: time.Hour}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c gourd.Config
			err := test.read(t, &c)
			if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("got %v, want %q", err, test.err)
			}
			if diff := cmp.Diff(test.want, settingsOf(c)); test.err == "" && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAConfigurationFileThatIsNotThere(t *testing.T) {
	var c gourd.Config
	path := filepath.Join(t.TempDir(), "none.toml")
	if err := c.FromFile(path); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "none.toml") {
		t.Errorf("FromFile: %v", err)
	}
	if err := c.FromFileIfExists(path); err != nil {
		t.Errorf("FromFileIfExists: %v", err)
	}
	if err := os.WriteFile(path, []byte("="), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.FromFileIfExists(path); err == nil {
		t.Error("FromFileIfExists takes a malformed file")
	}
}

func TestSettingsByName(t *testing.T) {
	c := gourd.Config{SecretKey: "k", MaxFormParts: 7, RequestTimeout: time.Minute, Values: map[string]any{"N": 3.0, "LIST": []any{"a"}, "WAIT": 2, "HALF": 0.5}}
	if v, ok := c.Get[string]("SECRET_KEY"); v != "k" || !ok {
		t.Errorf("SECRET_KEY is %v, %v", v, ok)
	}
	if v, ok := c.Get[int]("MAX_FORM_PARTS"); v != 7 || !ok {
		t.Errorf("MAX_FORM_PARTS is %v, %v", v, ok)
	}
	if v, ok := c.Get[int]("N"); v != 3 || !ok {
		t.Errorf("N as an int is %v, %v", v, ok)
	}
	if v, ok := c.Get[float64]("N"); v != 3 || !ok {
		t.Errorf("N as a float is %v, %v", v, ok)
	}
	if v, ok := c.Get[[]string]("LIST"); len(v) != 1 || v[0] != "a" || !ok {
		t.Errorf("LIST is %v, %v", v, ok)
	}
	if v, ok := c.Get[time.Duration]("WAIT"); v != 2*time.Second || !ok {
		t.Errorf("WAIT is %v, %v", v, ok)
	}
	if v, ok := c.Get[int]("HALF"); ok {
		t.Errorf("HALF as an int is %v", v)
	}
	if v, ok := c.Get[int8]("MAX_CONTENT_LENGTH"); ok {
		t.Errorf("a field that is not set is %v", v)
	}
	if _, ok := c.Lookup("nobody"); ok {
		t.Error("a name that nobody has set is there")
	}
	if err := c.Set("MAX_FORM_PARTS", "many"); err == nil || !strings.Contains(err.Error(), "MAX_FORM_PARTS") || c.MaxFormParts != 7 {
		t.Errorf("Set: %v, %d", err, c.MaxFormParts)
	}
}

func TestDefaultsAreSetAtSetup(t *testing.T) {
	app := gourd.New("defaults")
	if err := app.Setup(); err != nil {
		t.Fatal(err)
	}
	c := app.Config
	if c.MaxContentLength != 16<<20 || c.MaxFormMemorySize != 500_000 || c.MaxFormParts != 1000 || c.RequestTimeout != time.Minute ||
		c.DrainTimeout != 30*time.Second || c.Address != "127.0.0.1:5000" || c.PreferredURLScheme != "http" {
		t.Errorf("got %+v", settingsOf(c))
	}
}
