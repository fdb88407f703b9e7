package async

import "context"

// ErrClosed is the error of a task that was started in a closed scope, and the
// cause with which [Scope.Close] cancels. It satisfies
// errors.Is(err, context.Canceled).
const ErrClosed = stop("async: the scope is closed")

// ErrGoexit is the error of a task whose function called [runtime.Goexit], as
// testing's FailNow does.
const ErrGoexit = failure("async: the task's function called runtime.Goexit")

// errLeft cancels a group whose own function left by a panic or by Goexit.
const errLeft = stop("async: the group's function did not return")

// errWon cancels the losers of a race.
const errWon = stop("async: another function has won the race")

// failure is an error that is a constant.
type failure string

// Error returns the text.
func (f failure) Error() string { return string(f) }

// stop is a reason for cancelling that counts as a cancellation.
type stop string

// Error returns the text.
func (s stop) Error() string { return string(s) }

// Is reports whether target is [context.Canceled].
func (s stop) Is(target error) bool { return target == context.Canceled }
