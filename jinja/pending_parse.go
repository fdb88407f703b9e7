package jinja

// parse reads a template. name and file are for errors, which are *Error.
func parse(name, file, source string, s *syntax) (*templateNode, error) { panic("pending") }

// Error implements error.
func (e *Error) Error() string { return e.Kind + ": " + e.Message }

// Unwrap returns the error behind it.
func (e *Error) Unwrap() error { return e.Err }
