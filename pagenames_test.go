package gourd_test

import (
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

// shows is a page of one expression.
func shows(t *testing.T, expression string, config gourd.Config, setup ...func(app *gourd.App)) *gourdtest.Client {
	t.Helper()
	config.SecretKey = "secret"
	c, _ := client(t, config, func(app *gourd.App) {
		view := func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText(expression, nil), nil }
		app.Route("/page", view, "GET", "POST").Name("page")
		app.Get("/notes/<int:id>/<name>", view).Name("show")
		admin := gourd.NewBlueprint("admin", "/admin")
		admin.Get("/<path:rest>", view).Name("page")
		app.Register(admin)
		app.OnStatus(404, func(c *gourd.Ctx, _ error) (gourd.Response, error) { return c.PageText(expression, nil), nil })
		for _, f := range setup {
			f(app)
		}
	})
	return c
}

func TestTheRequestInPages(t *testing.T) {
	tests := []struct{ expression, target, want string }{
		{"request.method", "/page", "GET"},
		{"request.path", "/page?x", "/page"},
		{"request.full_path", "/page?x=1", "/page?x=1"},
		{"request.url", "/page?x=1", "http://localhost/page?x=1"},
		{"request.base_url", "/page?x=1", "http://localhost/page"},
		{"request.url_root ~ request.root_url ~ request.host_url", "/page", "http://localhost/http://localhost/http://localhost/"},
		{"request.host ~ request.scheme ~ request.is_secure ~ request.script_root", "/page", "localhosthttpFalse"},
		{"request.args.get('q') ~ request.args['q'] ~ request.args.q", "/page?q=a&q=b", "aaa"},
		{"request.args.getlist('q')|join(',')", "/page?q=a&q=b", "a,b"},
		{"request.args.getlist(key='none')", "/page?q=a&q=b", "[]"},
		{"request.args.get('none') ~ request.args.get('none', 'x') ~ request.args.get('none', default='y')", "/page", "Nonexy"},
		{"request.args['none']", "/page", ""},
		{"'q' in request.args, 'p' in request.args, request.args|length, (request.args and 1)", "/page?q=1&a=2", "(True, False, 2, 1)"},
		{"request.args.items()|list", "/page?b=1&a=2&b=3", "[(&#39;b&#39;, &#39;1&#39;), (&#39;a&#39;, &#39;2&#39;)]"},
		{"request.args.keys()|join", "/page?b=1&a=2&b=3", "ba"},
		{"request.args.lists()|list", "/page?b=1&a=2&b=3", "[(&#39;b&#39;, [&#39;1&#39;, &#39;3&#39;]), (&#39;a&#39;, [&#39;2&#39;])]"},
		{"request.args.to_dict()", "/page?b=1&b=3", "{&#39;b&#39;: &#39;1&#39;}"},
		{"request.args.to_dict(flat=false)", "/page?b=1&b=3", "{&#39;b&#39;: [&#39;1&#39;, &#39;3&#39;]}"},
		{"request.args|list", "/page?b=1&a=2", "[&#39;b&#39;, &#39;a&#39;]"},
		{"request.args.nobody", "/page", ""},
		{"request.headers['X-Test'] ~ request.headers['x-test'] ~ request.headers.get('X-None', 'no')", "/page", "yesyesno"},
		{"'x-test' in request.headers, 'x-none' in request.headers", "/page", "(True, False)"},
		{"request.headers.getlist('X-Test')", "/page", "[&#39;yes&#39;]"},
		{"request.cookies.a ~ request.cookies['a'] ~ request.cookies.get('b', 'none')", "/page", "11none"},
		{"request.endpoint ~ request.blueprint ~ request.url_rule", "/page", "pageNone/page"},
		{"request.endpoint ~ ' ' ~ request.blueprint ~ ' ' ~ request.blueprints", "/admin/x", "admin.page admin [&#39;admin&#39;]"},
		{"request.endpoint ~ request.blueprint ~ request.view_args ~ request.url_rule", "/nowhere", "NoneNoneNoneNone"},
		{"(request.view_args.id + 1) ~ request.view_args['name']", "/notes/3/x", "4x"},
		{"request.user_agent ~ ' ' ~ request.user_agent.string", "/page", "test/1 test/1"},
		{"request.referrer ~ request.is_json ~ request.content_type ~ request.mimetype ~ request.content_length", "/page", "NoneFalseNoneNone"},
		{"request.query_string", "/page?a=%20b", "a=%20b"},
		{"request.accept_mimetypes is defined", "/page", "True"},
		{"request.nobody", "/page", ""},
		{"request", "/page", "&lt;Request &#39;http://localhost/page&#39; [GET]&gt;"},
		{"request.form, request.form['x'], request.files|length", "/page", "({}, Undefined, 0)"},
		{"request.values.q", "/page?q=1", "1"},
	}
	for _, test := range tests {
		t.Run(test.expression, func(t *testing.T) {
			c := shows(t, "{{ "+test.expression+" }}", gourd.Config{})
			r := c.Get(test.target, gourdtest.Header("X-Test", "yes"), gourdtest.Header("User-Agent", "test/1"), gourdtest.Header("Cookie", "a=1"))
			if r.Text() != test.want {
				t.Errorf("got %q, want %q", r.Text(), test.want)
			}
		})
	}
}

func TestFormsInPages(t *testing.T) {
	form := gourdtest.Form(url.Values{"title": {"<b>"}, "tag": {"x", "y"}})
	for expression, want := range map[string]string{
		"request.form['title'] or 'none'":                       "&lt;b&gt;",
		"request.form.title ~ request.form.none":                "&lt;b&gt;",
		"request.form.getlist('tag')":                           "[&#39;x&#39;, &#39;y&#39;]",
		"request.values.getlist('tag')|join ~ request.values.q": "xy1",
		"request.method ~ request.mimetype":                     "POSTapplication/x-www-form-urlencoded",
	} {
		shows(t, "{{ "+expression+" }}", gourd.Config{}).Post("/page?q=1", form).Want(200).WantBody(want)
	}
	c := shows(t, "{{ request.form.x }}", gourd.Config{})
	c.Post("/page", gourdtest.Body("multipart/form-data; boundary=x", strings.NewReader("nonsense"))).Want(400)
	c = shows(t, "{{ request.json.a }} {{ request.is_json }}", gourd.Config{JSON: gourd.FlaskJSON{}})
	c.Post("/page", gourdtest.JSON(gourd.Map{"a": 1})).Want(200).WantBody("1 True")
	c.Post("/page", form).Want(415)
}

func TestTheSessionInPages(t *testing.T) {
	set := func(app *gourd.App) {
		app.Get("/set", func(c *gourd.Ctx) (string, error) {
			c.Session().Set("user", "ann")
			c.Session().Set("list", []any{1, "x"})
			c.FlashHTML("<b>", "error")
			c.Flash("<i>")
			return "", nil
		}).Name("set")
	}
	for expression, want := range map[string]string{
		"session['user'] ~ session.user ~ session.get('user')": "annannann",
		"'user' in session, 'none' in session":                 "(True, False)",
		"session.get('none', 'x') ~ session.none":              "x",
		"session|sort":                                       "[&#39;_flashes&#39;, &#39;list&#39;, &#39;user&#39;]",
		"session.list[1] ~ session.permanent":                "xFalse",
		"session.pop('user') ~ ('user' in session)":          "annFalse",
		"session.pop('none', 1)":                             "1",
		"session.none is defined":                            "False",
		"session|length ~ (1 if session else 0)":             "31",
		"session._flashes[0][1]":                             "<b>",
		"get_flashed_messages()":                             "[Markup(&#39;&lt;b&gt;&#39;), &#39;&lt;i&gt;&#39;]",
		"get_flashed_messages()|join":                        "<b>&lt;i&gt;",
		"get_flashed_messages(true)|length":                  "2",
		"get_flashed_messages(with_categories=true)[0][0]":   "error",
		"get_flashed_messages(category_filter=['error'])":    "[Markup(&#39;&lt;b&gt;&#39;)]",
		"get_flashed_messages(category_filter=('message',))": "[&#39;&lt;i&gt;&#39;]",
		"get_flashed_messages(false, ['none'])":              "[]",
		"get_flashed_messages() == get_flashed_messages()":   "True",
	} {
		t.Run(expression, func(t *testing.T) {
			c := shows(t, "{{ "+expression+" }}", gourd.Config{}, set)
			c.Get("/set").Want(200)
			c.Get("/page").Want(200).WantBody(want)
		})
	}
	c := shows(t, "{{ request.path }}{% if false %}{{ session.user }}{% endif %}", gourd.Config{}, set)
	c.Get("/page").Want(200).WantHeader("Vary", "") // a session that no page asks for is not opened
	c = shows(t, "{{ session.user }}", gourd.Config{}, set)
	c.Get("/page").Want(200).WantHeader("Vary", "Cookie")
}

func TestTheStoreAndTheSettingsInPages(t *testing.T) {
	type user struct{ Name string }
	for expression, want := range map[string]string{
		"g.user.name ~ g['user'].name ~ g.get('user').name": "annannann",
		"g.get('none', 'x') ~ g.none":                       "x",
		"'user' in g, 'none' in g":                          "(True, False)",
		"g|list":                                            "[&#39;user&#39;]",
		"config.DEBUG ~ config['TESTING']":                  "FalseTrue",
		"config.get('OWN') ~ config.OWN ~ config['OWN']":    "111",
		"config.get('NONE', 'x') ~ config.NONE":             "x",
		"'OWN' in config, 'NONE' in config":                 "(True, False)",
		"config.SESSION_COOKIE_NAME":                        "session",
		"config":                                            "&lt;Config of faulty&gt;",
		"'SECRET_KEY' in config|list":                       "True",
	} {
		t.Run(expression, func(t *testing.T) {
			c := shows(t, "{{ "+expression+" }}", gourd.Config{Values: gourd.Map{"OWN": 1}}, func(app *gourd.App) {
				app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
					c.G().Set("user", &user{"ann"})
					return gourd.Response{}, nil
				})
			})
			c.Get("/page").Want(200).WantBody(want)
		})
	}
}

func TestURLsInPages(t *testing.T) {
	for expression, want := range map[string]string{
		"url_for('show', id=1, name='x')":                            "/notes/1/x",
		"url_for(endpoint='page')":                                   "/page",
		"url_for('show', id='2', name='x'|e)":                        "/notes/2/x",
		"url_for('page', b=1, a='x y', c=[1, 2])":                    "/page?b=1&amp;a=x+y&amp;c=1&amp;c=2",
		"url_for('page', none=none)":                                 "/page",
		"url_for('page', _external=true)":                            "http://localhost/page",
		"url_for('page', _external=true, _scheme='https')":           "https://localhost/page",
		"url_for('page', _anchor='a b')":                             "/page#a%20b",
		"url_for('page', _method='POST')":                            "/page",
		"url_for('.page', rest='y')":                                 "/admin/y",
		"url_for('admin.page', **{'rest': 'a/b'})|replace('/', '-')": "-admin-a-b",
	} {
		t.Run(expression, func(t *testing.T) {
			c := shows(t, "{{ "+expression+" }}", gourd.Config{})
			c.Get("/admin/x").Want(200).WantBody(want)
		})
	}
	for _, expression := range []string{"url_for('nobody')", "url_for('show')", "url_for()", "url_for(1)", "url_for('page', 2)", "url_for('page', _external=1)"} {
		shows(t, "{{ "+expression+" }}", gourd.Config{}).Get("/page").Want(500)
	}
}

func TestJSONInPages(t *testing.T) {
	data := gourd.Map{"m": gourd.Map{"b": []int{1}, "a": "</script>"}, "s": struct {
		Name string `json:"name"`
	}{"O'Hara & <é>"}, "html": template.HTML("<b>"), "ints": map[int]int{1: 2}}
	for expression, wants := range map[string][2]string{ // by the default and by FlaskJSON
		"m|tojson":                            {`{"a": "\u003c/script\u003e", "b": [1]}`, `{"a": "\u003c/script\u003e", "b": [1]}`},
		"s|tojson":                            {`{"name": "O\u0027Hara \u0026 \u003cé\u003e"}`, `{"name": "O\u0027Hara \u0026 \u003c\u00e9\u003e"}`},
		"[1, 'a', none, true]|tojson":         {`[1, "a", null, true]`, `[1, "a", null, true]`},
		"(1, 2)|tojson":                       {`[1, 2]`, `[1, 2]`},
		"{'z': 1, 'a': (1, {'b': 2})}|tojson": {`{"a": [1, {"b": 2}], "z": 1}`, `{"a": [1, {"b": 2}], "z": 1}`},
		"{'a': [1, {}]}|tojson(indent=2)":     {"{\n  \"a\": [\n    1,\n    {}\n  ]\n}", "{\n  \"a\": [\n    1,\n    {}\n  ]\n}"},
		`'a, b: "c", d'|tojson`:               {`"a, b: \"c\", d"`, `"a, b: \"c\", d"`},
		"request.args|tojson":                 {`{"q": "1"}`, `{"q": "1"}`},
		"html|tojson":                         {`"\u003cb\u003e"`, `"\u003cb\u003e"`},
		"ints|tojson ~ '<'":                   {`{"1": 2}&lt;`, `{"1": 2}&lt;`},
	} {
		for i, provider := range []gourd.JSONProvider{nil, gourd.FlaskJSON{}} {
			c, _ := client(t, gourd.Config{JSON: provider}, func(app *gourd.App) {
				app.Get("/", func(c *gourd.Ctx) (gourd.Response, error) { return c.PageText("{{ "+expression+" }}", data), nil })
			})
			c.Get("/?q=1").Want(200).WantBody(wants[i])
		}
	}
}
