package gourd_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd"
)

// printer is a command that says how it was called.
func printer(name string) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		_, err := fmt.Fprintln(gourd.StdioOf(ctx).Out, name, args)
		return err
	}
}

// The lines are those under which Flask's CLI has the commands of the same
// blueprints: registered, nested, with cli_group on the blueprint and on the
// registration, and with cli_group=None.
func TestCommandsOfBlueprints(t *testing.T) {
	app := gourd.New("shop")
	app.Command("init-db", "make the tables", printer("init-db"))
	admin := gourd.NewBlueprint("admin", "/admin")
	admin.Command("create-user", "", printer("create-user"))
	users := gourd.NewBlueprint("users", "/users")
	users.Command("list", "", printer("list"))
	admin.Register(users)
	app.Register(admin)
	app.Register(admin, gourd.Registration{Name: "second", Prefix: "/second", CommandGroup: "other"})
	plain := gourd.NewBlueprint("plain", "/plain")
	plain.Command("tidy", "", printer("tidy"))
	app.Register(plain, gourd.Registration{CommandGroup: gourd.NoGroup})
	named := gourd.NewBlueprint("named", "/named")
	named.CommandGroup("own")
	named.Command("routes", "a name of gourd's own is free within a group", printer("routes"))
	app.Register(named)

	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Stop(context.Background()) })
	for _, test := range []struct{ line, want string }{
		{"init-db a", "init-db [a]"},
		{"admin create-user ann -v", "create-user [ann -v]"},
		{"admin.users list", "list []"},
		{"other create-user", "create-user []"},
		{"second.users list", "list []"},
		{"tidy", "tidy []"},
		{"own routes", "routes []"},
		{"admin", ""},
		{"plain tidy", ""},
		{"create-user", ""},
		{"", ""},
	} {
		var out bytes.Buffer
		err := app.RunCommand(t.Context(), gourd.Stdio{Out: &out}, strings.Fields(test.line)...)
		switch {
		case test.want == "" && (err == nil || !strings.Contains(err.Error(), "has no command") || !strings.Contains(err.Error(), "init-db, admin create-user, admin.users list, other create-user")):
			t.Errorf("%q: %v", test.line, err)
		case test.want != "" && (err != nil || out.String() != test.want+"\n"):
			t.Errorf("%q printed %q, %v; want %q", test.line, out.String(), err, test.want)
		}
	}
}

func TestCommandsThatCannotBe(t *testing.T) {
	blueprint := func(group string, names ...string) *gourd.Blueprint {
		b := gourd.NewBlueprint("b", "/b")
		if group != "" {
			b.CommandGroup(group)
		}
		for _, name := range names {
			b.Command(name, "", printer(name))
		}
		return b
	}
	for _, test := range []struct {
		name string
		fill func(app *gourd.App)
		want []string
	}{
		{"a command and a group of one name", func(app *gourd.App) {
			app.Command("b", "", printer("b"))
			app.Register(blueprint("", "x"))
		}, []string{`"b" is a command, at cli/`, "CommandGroup"}},
		{"two commands of one name without a group", func(app *gourd.App) {
			app.Command("x", "", printer("x"))
			app.Register(blueprint(gourd.NoGroup, "x"))
		}, []string{`two commands are called with "x", at`}},
		{"a blueprint that is registered twice in one group", func(app *gourd.App) {
			b := blueprint("b", "x")
			app.Register(b)
			app.Register(b, gourd.Registration{Name: "c", Prefix: "/c"})
		}, []string{`the command "b x" at`, "is there twice", "Registration{CommandGroup"}},
		{"a group of gourd's own name", func(app *gourd.App) { app.Register(blueprint("show", "x")) }, []string{`"show x"`, "gourd's own"}},
		{"a command of gourd's own name without a group", func(app *gourd.App) { app.Register(blueprint(gourd.NoGroup, "run")) }, []string{`"run"`, "gourd's own"}},
		{"a group with a space", func(app *gourd.App) { app.Register(blueprint("a b", "x")) }, []string{`the group "a b"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			app := gourd.New("shop")
			test.fill(app)
			err := app.Setup()
			if err == nil {
				t.Fatal("the set-up accepts it")
			}
			for _, want := range test.want {
				if want = strings.Replace(want, "cli/", "", 1); !strings.Contains(err.Error(), want) {
					t.Errorf("the error is\n%v\nwant %q in it", err, want)
				}
			}
		})
	}
	for name, do := range map[string]func(){
		"CommandGroup on the App":      func() { gourd.New("x").CommandGroup("y") },
		"an empty group":               func() { gourd.NewBlueprint("b", "").CommandGroup("") },
		"a command without a function": func() { gourd.New("x").Command("c", "", nil) },
		"a name that is a flag":        func() { gourd.New("x").Command("-c", "", noCommand) },
	} {
		if message := misuse(t, do); !strings.Contains(message, "command_test.go:") && !strings.Contains(message, "empty") {
			t.Errorf("%s: %s", name, message)
		}
	}
}

func TestACommandStartsTheApplicationUnlessItRuns(t *testing.T) {
	for _, started := range []bool{false, true} {
		var d diary
		app := gourd.New("shop")
		app.OnStart(func(context.Context) error { d.note("start"); return nil })
		app.OnStop(func(context.Context) error { d.note("stop"); return nil })
		app.Command("copy", "", func(ctx context.Context, _ []string) error {
			d.note("command")
			_, err := io.Copy(gourd.StdioOf(ctx).Out, gourd.StdioOf(ctx).In)
			return err
		})
		want := "start, command, stop"
		if started {
			if err := app.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			want = "start, command"
		}
		var out bytes.Buffer
		if err := app.RunCommand(t.Context(), gourd.Stdio{In: strings.NewReader("text"), Out: &out}, "copy"); err != nil || out.String() != "text" {
			t.Errorf("started %v: %q, %v", started, out.String(), err)
		}
		if got := d.String(); got != want {
			t.Errorf("started %v: got %q, want %q", started, got, want)
		}
		if err := app.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestSettingsAreShownWithoutSecrets(t *testing.T) {
	app := gourd.New("shop", gourd.Config{
		Debug: true, SecretKey: "hunter2", SecretKeyFallbacks: []string{"hunter2"}, TrustedHosts: []string{"a.com"},
		Values: map[string]any{
			"DATABASE_URL": "postgres://ann:hunter2@db/shop?x=1", "CACHE_URL": "redis://cache:6379", "STRIPE_API_KEY": "hunter2", "MAX_TOKENS": 5,
			"MAIL": map[string]any{"HOST": "mail", "PASSWORD": "hunter2", "URLS": []any{"smtp://u:hunter2@m"}}, "NOTHING": nil, "FUNC": func() {},
		},
	})
	got := map[string]gourd.SettingInfo{}
	for _, s := range app.Settings() {
		if strings.Contains(s.Value, "hunter2") {
			t.Errorf("%s shows a secret: %s", s.Name, s.Value)
		}
		got[s.Name] = s
	}
	for name, want := range map[string]string{
		"DEBUG": "true", "SECRET_KEY": "(hidden)", "SECRET_KEY_FALLBACKS": "(hidden)", "TRUSTED_HOSTS": `["a.com"]`, "MAX_FORM_PARTS": "1000",
		"REQUEST_TIMEOUT": "1m0s", "DATABASE_URL": `"postgres://ann:(hidden)@db/shop?x=1"`, "CACHE_URL": `"redis://cache:6379"`, "STRIPE_API_KEY": "(hidden)",
		"MAX_TOKENS": "5", "MAIL": `{"HOST":"mail","PASSWORD":"(hidden)","URLS":["smtp://u:(hidden)@m"]}`, "NOTHING": "null", "FUNC": "(a func())", "SERVER_NAME": `""`,
	} {
		if got[name].Value != want {
			t.Errorf("%s is shown as %s, want %s", name, got[name].Value, want)
		}
	}
	if diff := cmp.Diff([]bool{false, true, false}, []bool{got["DEBUG"].Unset, got["MAX_FORM_PARTS"].Unset, got["MAIL"].Unset}); diff != "" {
		t.Errorf("which are unset (-want +got):\n%s", diff)
	}
	if app.Config.MaxFormParts != 0 {
		t.Error("to show the settings has changed them")
	}
}

func ExampleBlueprint_Command() {
	admin := gourd.NewBlueprint("admin", "/admin")
	admin.Command("create-user", "make a user", func(ctx context.Context, args []string) error {
		fmt.Fprintln(gourd.StdioOf(ctx).Out, "made", args[0])
		return nil
	})
	app := gourd.New("shop")
	app.Register(admin)

	// What "gourd admin create-user ann" runs:
	err := app.RunCommand(context.Background(), gourd.StdioOf(context.Background()), "admin", "create-user", "ann")
	fmt.Println(err)
	// Output:
	// made ann
	// <nil>
}
