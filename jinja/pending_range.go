package jinja

// newRange is Python's range.
func newRange(start, stop, step int64) value { panic("pending") }
