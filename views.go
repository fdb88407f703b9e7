package gourd

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// Decorated is implemented by types for [Blueprint.Views] whose views all have the same
// decorators: the list "decorators" of Flask's View. The last is outermost.
type Decorated interface {
	Decorators() []func(view ViewFunc) ViewFunc
}

// verbs are the methods of a type that are views, by their names.
var verbs = map[string]string{
	"Get": http.MethodGet, "Head": http.MethodHead, "Post": http.MethodPost, "Put": http.MethodPut,
	"Patch": http.MethodPatch, "Delete": http.MethodDelete, "Options": http.MethodOptions, "Trace": http.MethodTrace,
}

// Views registers a type that has a view for each HTTP method: the role of Flask's
// MethodView. Its methods Get, Head, Post, Put, Patch, Delete, Options and Trace, those of
// embedded types among them, are views like any other:
//
//	type NoteViews struct{ notes *Notes }
//
//	func (v NoteViews) Get(c *gourd.Ctx) (Note, error) { … }
//	func (v NoteViews) Delete(c *gourd.Ctx) (gourd.NoContent, error) { … }
//
//	app.Views("/notes/<int:id>", NoteViews{notes})
//
// HEAD goes to Get where there is no Head, OPTIONS is answered by itself where there is
// no Options, and another method is a 405. The endpoint is the name of the type. One value
// serves all requests at once, where Flask makes one for each.
func (b *Blueprint) Views(rule string, views any) *Route {
	if isNil(views) {
		misuse("the views of %s at %s are nil", rule, caller())
	}
	handlers := map[string]ViewFunc{}
	var methods []string
	t := reflect.TypeOf(views)
	for i := range t.NumMethod() {
		m := t.Method(i)
		verb := verbs[m.Name]
		if verb == "" {
			continue
		}
		view, err := viewOfMethod(reflect.ValueOf(views).Method(i))
		if err != nil {
			misuse("the method %s of %s, registered at %s, cannot be a view: %v", m.Name, t, caller(), err)
		}
		handlers[verb] = view
		methods = append(methods, verb)
	}
	if name := verbOfPointer(t, handlers); name != "" {
		misuse("the method %s of %s, registered for %s at %s, has a pointer receiver, and would not be called; give Views a pointer: &%s{…}", name, t, rule, caller(), typeName(t))
	}
	if len(methods) == 0 {
		misuse("%s, registered for %s at %s, has no method that is a view: it needs Get, Post or another one named for an HTTP method, with the type func(*gourd.Ctx) (T, error)", t, rule, caller())
	}
	slices.Sort(methods)
	r := b.add(rule, dispatch(handlers), nil, methods...)
	r.name, r.code = typeName(t), viewID(views)
	if d, ok := views.(Decorated); ok {
		r.Around(d.Decorators()...)
	}
	return r
}

// verbOfPointer is a method that only a pointer to a t has, and that would be a view; ""
// if there is none.
func verbOfPointer(t reflect.Type, handlers map[string]ViewFunc) string {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return ""
	}
	p := reflect.PointerTo(t)
	for i := range p.NumMethod() {
		if name := p.Method(i).Name; verbs[name] != "" && handlers[verbs[name]] == nil {
			return name
		}
	}
	return ""
}

// dispatch is the view that calls the one of the request's method.
func dispatch(handlers map[string]ViewFunc) ViewFunc {
	return func(c *Ctx) error {
		view := handlers[c.Method()]
		if view == nil && c.isHead() {
			view = handlers[http.MethodGet]
		}
		if view == nil {
			return fmt.Errorf("gourd: the views of %s have none for %s; has a middleware changed the request's method?", c.route.rule, c.Method())
		}
		return view(c)
	}
}

// typeName is the name of a type without its package and type arguments.
func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// viewOfMethod makes a view of a method value. What views commonly return is called as
// it is, everything else through reflection, which costs about a microsecond.
func viewOfMethod(method reflect.Value) (ViewFunc, error) {
	switch view := method.Interface().(type) {
	case func(*Ctx) (Response, error):
		return compileView("", view), nil
	case func(*Ctx) (string, error):
		return compileView("", view), nil
	case func(*Ctx) ([]byte, error):
		return compileView("", view), nil
	case func(*Ctx) (NoContent, error):
		return compileView("", view), nil
	case func(*Ctx) (Map, error):
		return compileView("", view), nil
	case func(*Ctx) (any, error):
		return compileView("", view), nil
	}
	t := method.Type()
	if t.NumIn() != 1 || t.In(0) != reflect.TypeFor[*Ctx]() || t.NumOut() != 2 || t.Out(1) != reflect.TypeFor[error]() {
		return nil, fmt.Errorf("it is a %s, and a view is a func(*gourd.Ctx) (T, error)", t)
	}
	if err := answerable(t.Out(0)); err != nil {
		return nil, fmt.Errorf("it returns %s, which cannot be an answer: %w", t.Out(0), err)
	}
	return func(c *Ctx) error {
		out := method.Call([]reflect.Value{reflect.ValueOf(c)})
		if err, _ := out[1].Interface().(error); err != nil {
			return err
		}
		return encodeAny(c, out[0].Interface())
	}, nil
}

// answerable reports a type that encodeAny can never write.
func answerable(t reflect.Type) error {
	switch {
	case t.Implements(reflect.TypeFor[http.Handler]()), t.Implements(reflect.TypeFor[interface{ Read([]byte) (int, error) }]()):
		return nil
	case t.Implements(reflect.TypeFor[error]()):
		return fmt.Errorf("an error is the second value that a view returns, not the first")
	case t.Kind() == reflect.Func && (t.CanSeq() || t.CanSeq2()):
		_, err := reflectStream[any](t)
		return err
	}
	return encodable(t)
}

// Answer makes r the answer in the making, for decorators that answer in the place of
// the view: see [Route.Around]. Header fields that were set stay, but for those that
// describe the body; the status does not.
func (c *Ctx) Answer(r Response) error {
	c.alive()
	c.res.resetBody()
	return encodeResponse(c, r)
}

// Response returns the answer in the making, for decorators that change what the view
// has answered: see [Route.Around]. Before the view it is empty, and where the view
// answers with a stream, a file or a mounted handler it has the head only.
func (c *Ctx) Response() *Response { c.alive(); return &c.res }
