package gourd_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd"
)

type baseSettings struct {
	DEBUG bool
	Mail  string `config:"MAIL_HOST"`
}

type settingsStruct struct {
	baseSettings
	*moreSettings
	Secret  string        `config:"SECRET_KEY"`
	Timeout time.Duration `config:"REQUEST_TIMEOUT,omitzero"`
	MAIL    string        // beside MAIL_HOST
	Other   string        // no setting: its name is not in upper case
	hidden  string
}

type moreSettings struct{ TESTING bool }

func TestSettingsFromAStruct(t *testing.T) {
	c := gourd.Config{RequestTimeout: time.Second, Testing: true, SecretKey: "old"}
	from := settingsStruct{
		baseSettings: baseSettings{DEBUG: true, Mail: "base"}, moreSettings: &moreSettings{}, Secret: "s", MAIL: "m", Other: "x", hidden: "y",
	}
	if err := c.FromStruct(&from); err != nil {
		t.Fatal(err)
	}
	if !c.Debug || c.Testing || c.SecretKey != "s" || c.RequestTimeout != time.Second {
		t.Errorf("DEBUG %v, TESTING %v, SECRET_KEY %q, REQUEST_TIMEOUT %v", c.Debug, c.Testing, c.SecretKey, c.RequestTimeout)
	}
	if diff := cmp.Diff(map[string]any{"MAIL": "m", "MAIL_HOST": "base"}, c.Values); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	derived := struct {
		baseSettings
		DEBUG bool
	}{baseSettings{DEBUG: true}, false}
	if err := c.FromStruct(derived); err != nil || c.Debug {
		t.Errorf("the outer struct has the last word: %v, DEBUG %v", err, c.Debug)
	}
	for _, bad := range []any{nil, 1, map[string]any{}, (*settingsStruct)(nil)} {
		if err := c.FromStruct(bad); err == nil || !strings.Contains(err.Error(), "want a struct") {
			t.Errorf("FromStruct(%T): %v", bad, err)
		}
	}
	if err := c.FromStruct(struct{ DEBUG string }{"yes"}); err == nil || !strings.Contains(err.Error(), "true or false") {
		t.Errorf("a wrong type: %v", err)
	}
}

func TestSettingsFromAFileOfTheEnvironment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.toml")
	var c gourd.Config
	t.Setenv("SHOP_SETTINGS", "")
	if err := c.FromEnvVar("SHOP_SETTINGS"); err == nil || !strings.Contains(err.Error(), "SHOP_SETTINGS is not set") {
		t.Errorf("a variable that is not set: %v", err)
	}
	if err := c.FromEnvVarIfSet("SHOP_SETTINGS"); err != nil {
		t.Errorf("a variable that need not be set: %v", err)
	}
	t.Setenv("SHOP_SETTINGS", path)
	if err := c.FromEnvVar("SHOP_SETTINGS"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "SHOP_SETTINGS") {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := c.FromEnvVarIfSet("SHOP_SETTINGS"); err != nil {
		t.Errorf("a file that need not be there: %v", err)
	}
	if err := os.WriteFile(path, []byte("SECRET_KEY = 'k'"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.FromEnvVar("SHOP_SETTINGS"); err != nil || c.SecretKey != "k" {
		t.Errorf("%v, SECRET_KEY %q", err, c.SecretKey)
	}
}

// The wanted maps are those of Flask's Config.get_namespace.
func TestNamespace(t *testing.T) {
	c := gourd.Config{MaxFormParts: 7, Values: map[string]any{"OAUTH2_ID": "i", "OAUTH2_SECRET": "s", "OAUTH": 1}}
	for _, test := range []struct {
		prefix  string
		options []gourd.NamespaceOptions
		want    map[string]any
	}{
		{"OAUTH2_", nil, map[string]any{"id": "i", "secret": "s"}},
		{"OAUTH2_", []gourd.NamespaceOptions{{KeepCase: true}}, map[string]any{"ID": "i", "SECRET": "s"}},
		{"OAUTH2_", []gourd.NamespaceOptions{{KeepPrefix: true}}, map[string]any{"oauth2_id": "i", "oauth2_secret": "s"}},
		{"MAX_", nil, map[string]any{"form_parts": 7}},
		{"NONE_", nil, map[string]any{}},
	} {
		if diff := cmp.Diff(test.want, c.Namespace(test.prefix, test.options...)); diff != "" {
			t.Errorf("%s %v (-want +got):\n%s", test.prefix, test.options, diff)
		}
	}
}

func TestErrorsOfSettingsSayWhatIsWanted(t *testing.T) {
	for _, test := range []struct {
		name  string
		value any
		want  string
	}{
		{"TRUSTED_HOSTS", "a.com,b.com", `a list of texts, in the environment as JSON: ["a.com","b.com"]`},
		{"DEBUG", "yes", "yes is a string, want true or false (or 1 or 0)"},
		{"MAX_FORM_PARTS", "many", "want a whole number"},
		{"MAX_FORM_PARTS", 1.5, "1.5 is not a whole number"},
		{"REQUEST_TIMEOUT", true, `want a duration like "90s" or a number of seconds`},
		{"SERVER_NAME", 5, "5 is a int, want a text"},
	} {
		var c gourd.Config
		if err := c.Set(test.name, test.value); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.name) {
			t.Errorf("%s=%v: %v, want %q", test.name, test.value, err, test.want)
		}
	}
	var c gourd.Config
	if err := c.Set("SECRET_KEY_FALLBACKS", "hunter2"); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "JSON") {
		t.Errorf("a secret is shown, or the format is not: %v", err)
	}
}

func TestInstanceFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "var", "shop")
	app := gourd.New("shop", gourd.Config{InstancePath: folder})
	if got := app.InstancePath(); got != folder {
		t.Errorf("InstancePath is %s, want %s", got, folder)
	}
	if _, err := app.OpenInstance("config.toml"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "config.toml") {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := app.ConfigFromInstance("config.toml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a configuration that is not there: %v", err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made unasked: %v", err)
	}
	for _, name := range []string{"config.toml", "data/deep/notes.db"} {
		f, err := app.CreateInstance(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, "SECRET_KEY = 'k'"); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.ConfigFromInstance("config.toml"); err != nil || app.Config.SecretKey != "k" {
		t.Errorf("%v, SECRET_KEY %q", err, app.Config.SecretKey)
	}
	f, err := app.OpenInstance("data/deep/notes.db")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(f); err != nil || string(text) != "SECRET_KEY = 'k'" {
		t.Errorf("%q, %v", text, err)
	}
	for _, name := range []string{"../passwd", "/etc/passwd"} {
		if f, err := app.OpenInstance(name); err == nil {
			_ = f.Close()
			t.Errorf("OpenInstance(%q) leads out of the folder", name)
		}
		if f, err := app.CreateInstance(name); err == nil {
			_ = f.Close()
			t.Errorf("CreateInstance(%q) leads out of the folder", name)
		}
		if err := app.ConfigFromInstance(name); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("ConfigFromInstance(%q): %v", name, err)
		}
	}
}

func TestTheInstanceFolderIsBesideTheSource(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := gourd.New("x").InstancePath(), filepath.Join(here, "instance"); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
	if err := gourd.New("x", gourd.Config{InstancePath: "instance"}).Setup(); err == nil || !strings.Contains(err.Error(), `INSTANCE_PATH is "instance"`) {
		t.Errorf("a relative path: %v", err)
	}
}

// TestDotEnv runs in a process of its own, whose environment it changes.
func TestDotEnv(t *testing.T) {
	const folder = "GOURD_TEST_DOTENV"
	if dir := os.Getenv(folder); dir != "" {
		t.Chdir(dir)
		if err := gourd.LoadDotEnv(); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("<%s %s %s>\n", os.Getenv("SHOP_A"), os.Getenv("SHOP_B"), os.Getenv("SHOP_C"))
		if err := gourd.LoadDotEnv("none.env"); err == nil || !strings.Contains(err.Error(), "none.env") {
			t.Errorf("a file that is not there: %v", err)
		}
		return
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".gourdenv"), []byte("SHOP_A=g\nSHOP_B=g\nSHOP_C=g\nwhat is this\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("SHOP_B=e\nSHOP_C=e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for skip, want := range map[string][]string{"": {"<g e outer>", ".gourdenv:4"}, "1": {"<  outer>"}} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestDotEnv$", "-test.v")
		cmd.Env = append(os.Environ(), folder+"="+dir, "SHOP_C=outer", "GOURD_SKIP_DOTENV="+skip, noLingering)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, part := range want {
			if !strings.Contains(string(out), part) {
				t.Errorf("GOURD_SKIP_DOTENV=%s: got\n%s\nwant %s", skip, out, part)
			}
		}
	}
}

func ExampleConfig_FromStruct() {
	type settings struct {
		TESTING bool
		Mail    string `config:"MAIL_HOST"`
	}
	var config gourd.Config
	err := config.FromStruct(settings{TESTING: true, Mail: "mail.example.com"})
	fmt.Println(config.Testing, config.Values["MAIL_HOST"], err)
	// Output: true mail.example.com <nil>
}
