package gourd

// Placement is one place at which a blueprint is registered: Flask's
// BlueprintSetupState.
type Placement struct {
	App       *App
	Blueprint *Blueprint
	Name      string // dotted, as endpoints begin with it
	Prefix    string // with those of the blueprints around it
	Subdomain string // with those of the blueprints around it
	First     bool   // the blueprint has not been registered in this application before
}

// Record has f run each time the blueprint is registered in an application, directly or
// within another blueprint, so that a blueprint can add to the application what belongs
// there: hooks, commands, state.
func (b *Blueprint) Record(f func(at Placement)) {
	b.mustBeOpen("Record")
	mustNotBeNil(f == nil, "the function of Record")
	if b.app != nil {
		f(b.app.placement(b, b.rootPlace(), true))
		return
	}
	b.recorded = append(b.recorded, f)
}

// RecordOnce is Record for the first registration in each application only.
func (b *Blueprint) RecordOnce(f func(at Placement)) {
	b.mustBeOpen("RecordOnce")
	mustNotBeNil(f == nil, "the function of RecordOnce")
	b.Record(func(at Placement) {
		if at.First {
			f(at)
		}
	})
}

// AppBefore is [Blueprint.Before] for every request of the application: Flask's
// before_app_request.
func (b *Blueprint) AppBefore(hook BeforeFunc) {
	b.mustBeOpen("AppBefore")
	mustNotBeNil(hook == nil, "the hook of AppBefore")
	b.RecordOnce(func(at Placement) { at.App.Before(hook) })
}

// AppAfter is [Blueprint.After] for every request of the application.
func (b *Blueprint) AppAfter(hook AfterFunc) {
	b.mustBeOpen("AppAfter")
	mustNotBeNil(hook == nil, "the hook of AppAfter")
	b.RecordOnce(func(at Placement) { at.App.After(hook) })
}

// AppTeardown is [Blueprint.Teardown] for every request of the application.
func (b *Blueprint) AppTeardown(hook TeardownFunc) {
	b.mustBeOpen("AppTeardown")
	mustNotBeNil(hook == nil, "the hook of AppTeardown")
	b.RecordOnce(func(at Placement) { at.App.Teardown(hook) })
}

// OnAppStatus is [Blueprint.OnStatus] for the whole application: Flask's
// app_errorhandler with a code.
func (b *Blueprint) OnAppStatus[T any](status int, handler func(c *Ctx, err error) (T, error)) {
	b.mustBeOpen("OnAppStatus")
	mustNotBeNil(handler == nil, "the handler of OnAppStatus")
	b.RecordOnce(func(at Placement) { at.App.OnStatus(status, handler) })
}

// OnAppError is [Blueprint.OnError] for the whole application: Flask's app_errorhandler
// with a class.
func (b *Blueprint) OnAppError[E error, T any](handler func(c *Ctx, err E) (T, error)) {
	b.mustBeOpen("OnAppError")
	mustNotBeNil(handler == nil, "the handler of OnAppError")
	b.RecordOnce(func(at Placement) { at.App.OnError(handler) })
}

func (a *App) placement(b *Blueprint, p *place, first bool) Placement {
	return Placement{App: a, Blueprint: b, Name: p.name, Prefix: p.prefix, Subdomain: p.subdomain, First: first}
}

// runRecorded runs what b and the blueprints in it have recorded, when b, which stands at
// p, is registered.
func (a *App) runRecorded(b *Blueprint, p *place) {
	first := !a.registered[b]
	a.registered[b] = true
	for _, f := range b.recorded {
		f(a.placement(b, p, first))
	}
	for _, child := range b.children {
		a.runRecorded(child.child, p.within(child))
	}
}
