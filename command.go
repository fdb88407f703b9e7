package gourd

import (
	"cmp"
	"context"
	"encoding/json/v2"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// command is a function of the application for the command line.
type command struct {
	Group string `json:"group,omitempty"`
	Name  string `json:"name"`
	Short string `json:"short"`
	where string
	run   func(ctx context.Context, args []string) error
}

// line is how the command is called: "admin create-user".
func (c *command) line() string { return strings.TrimPrefix(c.Group+" "+c.Name, " ") }

// NoGroup is the [Registration.CommandGroup] of a blueprint whose commands stand
// beside the application's own.
const NoGroup = "-"

// builtInCommands are those of cmd/gourd, which an application's cannot replace.
var builtInCommands = []string{"new", "run", "routes", "show", "request", "templates", "version", "help", "completion", "commands"}

// Command adds a command for the command line: "gourd NAME ARGS…" in the
// application's folder, or GOURD_COMMAND=NAME with the arguments behind the
// program's name. A blueprint's commands stand in a group, which has the blueprint's
// name: "gourd admin create-user ARGS…"; see [Blueprint.CommandGroup]. A command runs
// with the resources open and no server; [StdioOf] has its streams. short says in one
// line what it does.
func (b *Blueprint) Command(name, short string, run func(ctx context.Context, args []string) error) {
	b.mustBeOpen("Command")
	mustNotBeNil(run == nil, "the function of the command "+name)
	if !isCommandName(name) || b.app != nil && slices.Contains(builtInCommands, name) {
		misuse("the command at %s has the name %q, which is empty, begins with a dash, has a space or a slash, or is one of gourd's own: %s", caller(), name, strings.Join(builtInCommands, ", "))
	}
	for _, c := range b.commands {
		if c.Name == name {
			misuse("two commands have the name %q, at %s and at %s", name, c.where, caller())
		}
	}
	b.commands = append(b.commands, &command{Name: name, Short: short, where: caller(), run: run})
}

// CommandGroup names the group of the blueprint's commands, which is the blueprint's
// own name otherwise, with those around it: "shop.admin". [NoGroup] puts them beside
// the application's own. It is Flask's cli_group.
func (b *Blueprint) CommandGroup(name string) {
	b.mustBeOpen("CommandGroup")
	if b.app != nil {
		misuse("CommandGroup was called on the App at %s, but an application's own commands are in no group; call it on a blueprint", caller())
	}
	if name == "" {
		misuse("the name of CommandGroup at %s is empty; gourd.NoGroup puts the commands into no group", caller())
	}
	b.commandGroup = name
}

func isCommandName(name string) bool {
	return name != "" && name[0] != '-' && !strings.ContainsAny(name, " \t\r\n/")
}

// installCommands collects the commands of the application and of its blueprints.
func (a *App) installCommands() (errs []error) {
	a.commands = slices.Clone(a.Blueprint.commands)
	a.collectCommands(a.Blueprint, "")
	lines, groups := map[string]*command{}, map[string]*command{}
	for _, c := range a.commands {
		if c.Group != "" {
			groups[c.Group] = cmp.Or(groups[c.Group], c)
		}
		first := lines[c.line()]
		switch {
		case first != nil && first.where == c.where:
			errs = append(errs, fmt.Errorf("the command %q at %s is there twice, since its blueprint is; give one registration another group with gourd.Registration{CommandGroup: …}", c.line(), c.where))
		case first != nil:
			errs = append(errs, fmt.Errorf("two commands are called with %q, at %s and at %s", c.line(), first.where, c.where))
		case c.Group != "" && !isCommandName(c.Group):
			errs = append(errs, fmt.Errorf("the group %q of the command %q at %s begins with a dash or has a space or a slash", c.Group, c.Name, c.where))
		case slices.Contains(builtInCommands, cmp.Or(c.Group, c.Name)):
			errs = append(errs, fmt.Errorf("the command %q at %s has the name of one of gourd's own: %s; give its blueprint another group with CommandGroup", c.line(), c.where, strings.Join(builtInCommands, ", ")))
		}
		lines[c.line()] = c
	}
	for _, c := range a.commands {
		if group := groups[c.Name]; c.Group == "" && group != nil {
			errs = append(errs, fmt.Errorf("%q is a command, at %s, and the group of the command %q at %s; give the group another name with CommandGroup", c.Name, c.where, group.Name, group.where))
		}
	}
	return errs
}

// collectCommands adds the commands of the blueprints in b, which stands in the
// application under that dotted name.
func (a *App) collectCommands(b *Blueprint, name string) {
	for _, r := range b.children {
		dotted := strings.TrimPrefix(name+"."+r.Name, ".")
		group := cmp.Or(r.CommandGroup, r.child.commandGroup, dotted)
		if group == NoGroup {
			group = ""
		}
		for _, c := range r.child.commands {
			placed := *c
			placed.Group = group
			a.commands = append(a.commands, &placed)
		}
		a.collectCommands(r.child, dotted)
	}
}

// Stdio are the streams of a command.
type Stdio struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

type stdioKey struct{}

// StdioOf returns the streams of the command that runs with ctx: those of the
// process, or what a test has in their place. A command that prints there, and reads
// there, can be tested with gourdtest.Command.
func StdioOf(ctx context.Context) Stdio {
	if s, ok := ctx.Value(stdioKey{}).(Stdio); ok {
		return s
	}
	return Stdio{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
}

// RunCommand runs one of the application's commands: its name, behind that of its
// group if it is in one, and its arguments. An application that was not started is
// started for the command and stopped behind it. Streams that are nil are empty, or
// swallow what is written.
func (a *App) RunCommand(ctx context.Context, streams Stdio, line ...string) error {
	if err := a.Setup(); err != nil {
		return err
	}
	c, args, err := a.findCommand(line)
	if err != nil {
		return err
	}
	return a.whileStarted(ctx, func(ctx context.Context) error {
		return c.run(context.WithValue(ctx, stdioKey{}, streams.filled()), args)
	})
}

func (s Stdio) filled() Stdio {
	if s.In == nil {
		s.In = strings.NewReader("")
	}
	if s.Out == nil {
		s.Out = io.Discard
	}
	if s.Err == nil {
		s.Err = io.Discard
	}
	return s
}

// findCommand finds the command that a line calls, and its arguments.
func (a *App) findCommand(line []string) (*command, []string, error) {
	var known []string
	for _, c := range a.commands {
		words := strings.Fields(c.line())
		if len(line) >= len(words) && slices.Equal(line[:len(words)], words) {
			return c, line[len(words):], nil
		}
		known = append(known, c.line())
	}
	if len(known) == 0 {
		known = append(known, "none")
	}
	called := strings.Join(line[:min(len(line), 2)], " ")
	return nil, nil, fmt.Errorf("gourd: the application %q has no command %q; it has: %s", a.name, called, strings.Join(known, ", "))
}

// whileStarted starts the application, runs f, and stops it, unless somebody else
// has started it.
func (a *App) whileStarted(ctx context.Context, f func(ctx context.Context) error) error {
	if a.life.started.Load() {
		return f(ctx)
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	err := f(ctx)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.Config.DrainTimeout)
	defer cancel()
	if stopped := a.Stop(stopping); err == nil {
		err = stopped
	}
	return err
}

func (a *App) printCommands(out io.Writer) error {
	if err := a.Setup(); err != nil {
		return err
	}
	return json.MarshalWrite(out, a.commands)
}
