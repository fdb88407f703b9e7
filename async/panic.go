package async

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
)

// Panic is a panic that happened in a task. Await, [Gather], [Group], [Map] and
// [Race] panic with it on the goroutine of whoever waits, so that the owner's
// stack is known too.
type Panic struct {
	// Value is what the function panicked with.
	Value any

	// Stack is the stack of the task's goroutine at the panic.
	Stack []byte

	// Task is the task's name.
	Task string

	// Spawned is the file and line of the call that started the task.
	Spawned string
}

var (
	_ error          = (*Panic)(nil)
	_ slog.LogValuer = (*Panic)(nil)
)

// Error returns the task's name, the value, and the stack on lines of its own:
// a program that dies of the panic prints only this of the task.
func (p *Panic) Error() string {
	return fmt.Sprintf("async: task %q panicked: %v [started at %s]\n\n%s", p.Task, p.Value, p.Spawned, strings.TrimSpace(string(p.Stack)))
}

// Unwrap returns Value if it is an error, else nil.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// LogValue returns the fields one by one.
func (p *Panic) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("value", fmt.Sprint(p.Value)),
		slog.String("task", p.Task),
		slog.String("spawned", p.Spawned),
		slog.String("stack", string(p.Stack)),
	)
}

// panic makes the Panic of v. It must be called by the function that recovers,
// whose stack still ends where the panic began.
func (t *task) panic(v any) *Panic {
	return &Panic{Value: v, Stack: debug.Stack(), Task: t.label(), Spawned: place(t.spawned)}
}

// is is [errors.Is], except that no error is nil.
func is(err, target error) bool { return target != nil && errors.Is(err, target) }
