package gourd

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Extension adds something to an application or a blueprint: hooks, routes,
// commands, resources, state. An extension's constructor takes its options; Init
// registers. It may be installed in several applications, so that what belongs to
// one of them is kept with SetState and not in the extension.
//
//	type Maintenance struct{ Until time.Time }
//
//	func (m *Maintenance) Init(b *gourd.Blueprint) error {
//		b.Before(func(c *gourd.Ctx) (gourd.Response, error) { … })
//		return nil
//	}
//
//	app.Install(&Maintenance{…})
type Extension interface {
	Init(b *Blueprint) error
}

// Install has the extensions register themselves in b. An error of Init is a
// mistake in the set-up, and panics.
func (b *Blueprint) Install(extensions ...Extension) {
	b.mustBeOpen("Install")
	for _, e := range extensions {
		if err := e.Init(b); err != nil {
			misuse("the extension %T, installed at %s, cannot be used: %v", e, caller(), err)
		}
	}
}

// SetState keeps an extension's value with the application, under a name that is
// the extension's own: its import path is a good one.
func (a *App) SetState(name string, value any) {
	a.mustBeOpen("SetState")
	if _, taken := a.extensions[name]; taken {
		misuse("the state %q is set twice, the second time at %s", name, caller())
	}
	a.extensions[name] = value
}

// State returns what an extension keeps with the application, and whether it is
// there with that type.
func (a *App) State[T any](name string) (T, bool) {
	v, ok := a.extensions[name].(T)
	return v, ok
}

// command is a function of the application for the command line.
type command struct {
	Name  string `json:"name"`
	Short string `json:"short"`
	where string
	run   func(ctx context.Context, args []string) error
}

// Command adds a command for the command line: "gourd NAME ARGS…" in the
// application's folder, or GOURD_COMMAND=NAME with the arguments behind the
// program's name. It runs with the resources open and no server; short says in one
// line what it does.
func (b *Blueprint) Command(name, short string, run func(ctx context.Context, args []string) error) {
	a := b.mustBeApp("Command")
	if name == "" || strings.ContainsAny(name, " \t/") || slices.Contains(builtInCommands, name) {
		misuse("the command at %s has the name %q, which is empty, has a space or a slash, or is one of gourd's own: %s", caller(), name, strings.Join(builtInCommands, ", "))
	}
	for _, c := range a.commands {
		if c.Name == name {
			misuse("two commands have the name %q, at %s and at %s", name, c.where, caller())
		}
	}
	a.commands = append(a.commands, &command{Name: name, Short: short, where: caller(), run: run})
}

// builtInCommands are those of cmd/gourd, which an application's cannot replace.
var builtInCommands = []string{"new", "run", "routes", "version", "help", "completion", "commands"}

// runCommand runs the application's command of that name.
func (a *App) runCommand(ctx context.Context, name string, args []string) error {
	i := slices.IndexFunc(a.commands, func(c *command) bool { return c.Name == name })
	if i < 0 {
		known := make([]string, len(a.commands))
		for i, c := range a.commands {
			known[i] = c.Name
		}
		return fmt.Errorf("gourd: the application %q has no command %q; it has: %s", a.name, name, strings.Join(known, ", "))
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	err := a.commands[i].run(ctx, args)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.Config.DrainTimeout)
	defer cancel()
	if stopped := a.Stop(stopping); err == nil {
		err = stopped
	}
	return err
}
