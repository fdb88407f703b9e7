package gourd

// SetValue keeps a value with the route for extensions, which find it with
// [Route.Value]: that it needs no login, is not counted, is exempt from a check. The
// key is of a type of the extension's own, as a context's is.
func (r *Route) SetValue(key, value any) *Route {
	r.owner.mustBeOpen("SetValue")
	if r.values == nil {
		r.values = map[any]any{}
	}
	r.values[key] = value
	return r
}

// Value returns what SetValue keeps under the key; nil when there is nothing.
func (r *Route) Value(key any) any { return r.values[key] }
