package gourd

import (
	"errors"
	"strings"

	"github.com/gourd-go/gourd/rule"
)

// URLValuesFunc sees what a rule has matched before the before hooks run: Flask's
// url_value_preprocessor. It takes arguments that all rules of a blueprint share out of
// the views' hands:
//
//	b.OnURLValues(func(c *gourd.Ctx) {
//		c.G().Set("lang", c.Arg[string]("lang"))
//	})
//
// [Ctx.SetArg] and [Ctx.DelArg] change what the views get. Where no rule matched only an
// application's run, and [Ctx.Endpoint] is empty.
type URLValuesFunc func(c *Ctx)

// URLDefaultsFunc adds to the values of URLs that are built: Flask's url_defaults. c is
// nil outside of a request.
type URLDefaultsFunc func(c *Ctx, endpoint string, values Map)

// BuildErrorFunc has another URL for an endpoint or values that no rule suits, or
// returns "" and no error when it has none, or another error. c is nil outside of a
// request.
type BuildErrorFunc func(c *Ctx, err error, endpoint string, values Map) (string, error)

// OnURLValues adds a function that runs before the before hooks of each request of the
// blueprint, the application's first.
func (b *Blueprint) OnURLValues(f URLValuesFunc) {
	b.mustBeOpen("OnURLValues")
	mustNotBeNil(f == nil, "the function of OnURLValues")
	b.urlValues = append(b.urlValues, f)
}

// AppOnURLValues is OnURLValues for the whole application.
func (b *Blueprint) AppOnURLValues(f URLValuesFunc) {
	b.mustBeOpen("AppOnURLValues")
	mustNotBeNil(f == nil, "the function of AppOnURLValues")
	b.RecordOnce(func(at Placement) { at.App.OnURLValues(f) })
}

// URLDefaults adds a function that runs before a URL of one of the blueprint's endpoints
// is built; an application's runs for all endpoints.
func (b *Blueprint) URLDefaults(f URLDefaultsFunc) {
	b.mustBeOpen("URLDefaults")
	mustNotBeNil(f == nil, "the function of URLDefaults")
	b.urlDefaults = append(b.urlDefaults, f)
}

// AppURLDefaults is URLDefaults for the whole application.
func (b *Blueprint) AppURLDefaults(f URLDefaultsFunc) {
	b.mustBeOpen("AppURLDefaults")
	mustNotBeNil(f == nil, "the function of AppURLDefaults")
	b.RecordOnce(func(at Placement) { at.App.URLDefaults(f) })
}

// OnBuildError adds a function that is asked when no URL can be built: Flask's
// url_build_error_handlers. The first that has one counts.
func (b *Blueprint) OnBuildError(f BuildErrorFunc) {
	a := b.mustBeApp("OnBuildError")
	mustNotBeNil(f == nil, "the function of OnBuildError")
	a.buildErrors = append(a.buildErrors, f)
}

// addURLDefaults runs the functions of URLDefaults: the application's, then those of the
// endpoint's blueprints from the outermost in.
func (a *App) addURLDefaults(c *Ctx, build *rule.BuildRequest) {
	defaults := a.urlDefaults
	if blueprint, _, found := cutLast(build.Endpoint, "."); found {
		if p := a.places[blueprint]; p != nil {
			defaults = p.urlDefaults
		}
	}
	if len(defaults) == 0 {
		return
	}
	values := valueMap(build.Values)
	for _, f := range defaults {
		f(c, build.Endpoint, values)
	}
	kept := build.Values[:0:0]
	for _, p := range build.Values { // in the order in which they were given
		if v, ok := values[p.Name]; ok {
			kept = append(kept, rule.Pair{Name: p.Name, Value: v})
			delete(values, p.Name)
		}
	}
	build.Values = append(kept, rule.Pairs(values)...)
}

func valueMap(pairs []rule.Pair) Map {
	values := make(Map, len(pairs))
	for _, p := range pairs {
		if _, taken := values[p.Name]; !taken {
			values[p.Name] = p.Value
		}
	}
	return values
}

// answerBuildError asks the functions of OnBuildError.
func (a *App) answerBuildError(c *Ctx, u *urlRequest, err error) (string, error) {
	for _, f := range a.buildErrors {
		address, failed := f(c, err, u.build.Endpoint, valueMap(u.build.Values))
		var another *rule.BuildError
		switch {
		case failed == nil && address != "":
			return address, nil
		case errors.As(failed, &another):
			err = failed
		case failed != nil:
			return "", failed
		}
	}
	return "", err
}

// cutLast cuts s around its last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
