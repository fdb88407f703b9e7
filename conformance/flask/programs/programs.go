// Package programs lists the programs: pairs of applications in Python and in Go that
// must answer the same. Each has a folder with both halves; see [flask.Program].
package programs

import (
	"github.com/gourd-go/gourd/conformance/flask"
	"github.com/gourd-go/gourd/conformance/flask/programs/accept"
	"github.com/gourd-go/gourd/conformance/flask/programs/badrequests"
	"github.com/gourd-go/gourd/conformance/flask/programs/blueprints"
	"github.com/gourd-go/gourd/conformance/flask/programs/errors"
	"github.com/gourd-go/gourd/conformance/flask/programs/files"
	"github.com/gourd-go/gourd/conformance/flask/programs/flash"
	"github.com/gourd-go/gourd/conformance/flask/programs/forms"
	"github.com/gourd-go/gourd/conformance/flask/programs/greeting"
	"github.com/gourd-go/gourd/conformance/flask/programs/hooks"
	"github.com/gourd-go/gourd/conformance/flask/programs/json"
	"github.com/gourd-go/gourd/conformance/flask/programs/options"
	"github.com/gourd-go/gourd/conformance/flask/programs/pages"
	"github.com/gourd-go/gourd/conformance/flask/programs/propagates"
	"github.com/gourd-go/gourd/conformance/flask/programs/rendering"
	"github.com/gourd-go/gourd/conformance/flask/programs/request"
	"github.com/gourd-go/gourd/conformance/flask/programs/responses"
	"github.com/gourd-go/gourd/conformance/flask/programs/returns"
	"github.com/gourd-go/gourd/conformance/flask/programs/sessions"
	"github.com/gourd-go/gourd/conformance/flask/programs/signals"
	"github.com/gourd-go/gourd/conformance/flask/programs/streaming"
	"github.com/gourd-go/gourd/conformance/flask/programs/subdomains"
	"github.com/gourd-go/gourd/conformance/flask/programs/traps"
	"github.com/gourd-go/gourd/conformance/flask/programs/urls"
	"github.com/gourd-go/gourd/conformance/flask/programs/views"
)

// All are the programs.
func All() []flask.Program {
	return []flask.Program{
		greeting.Program(),
		{Name: "accept", App: accept.App},
		{Name: "badrequests", App: badrequests.App},
		{Name: "blueprints", App: blueprints.App},
		{Name: "errors", App: errors.App},
		{Name: "files", App: files.App},
		{Name: "flash", App: flash.App, Signed: "session", Swap: true},
		{Name: "forms", App: forms.App},
		{Name: "hooks", App: hooks.App},
		{Name: "json", App: json.App},
		{Name: "options", App: options.App, Signed: "shop"},
		{Name: "pages", App: pages.App},
		{Name: "propagates", App: propagates.App},
		{Name: "rendering", App: rendering.App},
		{Name: "request", App: request.App},
		{Name: "responses", App: responses.App},
		{Name: "returns", App: returns.App},
		{Name: "sessions", App: sessions.App, Signed: "session", Swap: true},
		{Name: "signals", App: signals.App, Signed: "session"},
		{Name: "streaming", App: streaming.App},
		{Name: "subdomains", App: subdomains.App},
		{Name: "traps", App: traps.App},
		{Name: "urls", App: urls.App},
		{Name: "views", App: views.App},
	}
}
