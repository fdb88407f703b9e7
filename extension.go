package gourd

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
