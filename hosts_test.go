package gourd_test

import (
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestSubdomains(t *testing.T) {
	rules := []ruleOf{
		{Rule: "/", Name: "home"},
		{Rule: "/", Name: "api", Options: ruleOptions{Subdomain: ptr("api")}},
		{Rule: "/", Name: "user", Options: ruleOptions{Subdomain: ptr("<user>")}},
		{Rule: "/deep/", Name: "deep", Options: ruleOptions{Subdomain: ptr("v<int:n>.api")}},
	}
	compareSites(t, map[string]flaskSite{
		"are matched": {
			Settings: map[string]any{"SERVER_NAME": "shop.example", "subdomain_matching": true},
			Rules:    rules,
			Questions: []question{
				asked("shop.example/", "home"),
				asked("SHOP.example/", "home"),
				asked("shop.example:80/", "home"),
				asked("shop.example:443/", "home").over("https"),
				asked("api.shop.example/", "api"),
				asked("ann.shop.example/", "user user=ann"),
				asked("ANN.shop.example/", "user user=ann"),
				asked("v3.api.shop.example/deep/", "deep n=3"),
				asked("v3.api.shop.example/deep?q", "308 http://v3.api.shop.example/deep/?q"),
				asked("elsewhere.example/", "user user=<invalid>"),
				asked("shop.example:8080/", "user user=<invalid>"),
				asked("notshop.example/", "user user=<invalid>"),
				urlFor("shop.example/", "home", gourd.Map{}, "url /"),
				urlFor("shop.example/", "api", gourd.Map{}, "url http://api.shop.example/"),
				urlFor("api.shop.example/", "api", gourd.Map{}, "url /"),
				urlFor("api.shop.example/", "home", gourd.Map{}, "url http://shop.example/"),
				urlFor("ann.shop.example/", "user", gourd.Map{"user": "ann"}, "url /"),
				urlFor("ann.shop.example/", "user", gourd.Map{"user": "bob"}, "url http://bob.shop.example/"),
				urlFor("ann.shop.example/", "user", gourd.Map{"user": "bob"}, "url https://bob.shop.example/").over("https"),
				outside("api", gourd.Map{}, "url http://api.shop.example/"),
				outside("user", gourd.Map{"user": "bob"}, "url http://bob.shop.example/"),
			},
		},
		"with a port": {
			Settings: map[string]any{"SERVER_NAME": "shop.example:8080", "subdomain_matching": true},
			Rules:    rules,
			Questions: []question{
				asked("api.shop.example:8080/", "api"),
				asked("api.shop.example/", "user user=<invalid>"),
				urlFor("api.shop.example:8080/", "home", gourd.Map{}, "url http://shop.example:8080/"),
			},
		},
		"are not looked at": {
			Settings: map[string]any{"SERVER_NAME": "shop.example"},
			Rules:    rules[:1],
			Questions: []question{
				asked("api.shop.example/", "home"),
				asked("elsewhere.example/", "home"),
			},
		},
		"of rules, where they are not matched": {
			Settings: map[string]any{"SERVER_NAME": "shop.example"},
			Rules:    []ruleOf{rules[0], {Rule: "/api", Name: "api", Options: ruleOptions{Subdomain: ptr("api")}}},
			Questions: []question{
				asked("shop.example/api", "404"),
				asked("api.shop.example/api", "404"),
				urlFor("shop.example/", "api", gourd.Map{}, "url http://api.shop.example/api"),
			},
		},
		"of blueprints": {
			Settings: map[string]any{"SERVER_NAME": "shop.example", "subdomain_matching": true},
			Blueprints: []blueprintOf{
				{Name: "outer", Subdomain: "outer"},
				{Name: "inner", Subdomain: "<lang>", Within: "outer"},
				{Name: "plain", Prefix: "/plain", Within: "outer"},
				{Name: "moved", Subdomain: "was", Places: []placeOf{{Subdomain: ptr("is")}}},
			},
			Rules: []ruleOf{
				{Rule: "/", Name: "home", Blueprint: "outer"},
				{Rule: "/own", Name: "own", Blueprint: "outer", Options: ruleOptions{Subdomain: ptr("own")}},
				{Rule: "/", Name: "home", Blueprint: "inner"},
				{Rule: "/", Name: "home", Blueprint: "plain"},
				{Rule: "/", Name: "home", Blueprint: "moved"},
			},
			Questions: []question{
				asked("outer.shop.example/", "outer.home"),
				asked("own.shop.example/own", "outer.own"),
				asked("outer.shop.example/own", "404"),
				asked("de.outer.shop.example/", "outer.inner.home lang=de"),
				asked("outer.shop.example/plain/", "outer.plain.home"),
				asked("is.shop.example/", "moved.home"),
				asked("was.shop.example/", "404"),
				urlFor("outer.shop.example/", ".inner.home", gourd.Map{"lang": "fr"}, "url http://fr.outer.shop.example/"),
				urlFor("outer.shop.example/", "moved.home", gourd.Map{}, "url http://is.shop.example/"),
			},
		},
	})
}

func TestHosts(t *testing.T) {
	compareSites(t, map[string]flaskSite{
		"are matched": {
			Settings: map[string]any{"host_matching": true},
			Rules: []ruleOf{
				{Rule: "/", Name: "shop", Options: ruleOptions{Host: ptr("shop.example")}},
				{Rule: "/", Name: "port", Options: ruleOptions{Host: ptr("shop.example:8080")}},
				{Rule: "/", Name: "any", Options: ruleOptions{Host: ptr("<name>.example")}},
				{Rule: "/x/", Name: "x", Options: ruleOptions{Host: ptr("shop.example")}},
				{Rule: "/nowhere", Name: "nowhere"},
			},
			Questions: []question{
				asked("shop.example/", "shop"),
				asked("shop.example:80/", "shop"),
				asked("shop.example:443/", "shop").over("https"),
				asked("shop.example:8080/", "port"),
				asked("other.example/", "any name=other"),
				asked("shop.test/", "404"),
				asked("shop.example/nowhere", "404"),
				asked("shop.example/x?q", "308 http://shop.example/x/?q"),
				urlFor("shop.example/", "shop", gourd.Map{}, "url /"),
				urlFor("shop.example/", "any", gourd.Map{"name": "b"}, "url http://b.example/"),
				urlFor("other.example/", "shop", gourd.Map{}, "url http://shop.example/"),
			},
		},
		"with a server's name": {
			Settings: map[string]any{"host_matching": true, "SERVER_NAME": "shop.example"},
			Rules: []ruleOf{
				{Rule: "/", Name: "shop", Options: ruleOptions{Host: ptr("shop.example")}},
				{Rule: "/", Name: "other", Options: ruleOptions{Host: ptr("other.example")}},
			},
			Questions: []question{
				asked("other.example/", "other"),
				urlFor("other.example/", "shop", gourd.Map{}, "url http://shop.example/"),
				outside("shop", gourd.Map{}, "url http://shop.example/"),
				outside("other", gourd.Map{}, "url http://other.example/"),
			},
		},
		"one endpoint on several": {
			Settings: map[string]any{"host_matching": true},
			Rules: []ruleOf{
				{Rule: "/a", Name: "show", Options: ruleOptions{Host: ptr("a.example")}},
				{Rule: "/b", Name: "show", Options: ruleOptions{Host: ptr("b.example")}},
			},
			Questions: []question{
				urlFor("b.example/", "show", gourd.Map{}, "url /b"),
				urlFor("a.example/", "show", gourd.Map{}, "url /a"),
				urlFor("c.example/", "show", gourd.Map{}, "url http://a.example/a"),
			},
		},
	})
}

// Flask has hosts of rules alone.
func TestHostsOfBlueprints(t *testing.T) {
	c, _ := client(t, gourd.Config{Rules: gourd.RuleOptions{HostMatching: true}}, func(app *gourd.App) {
		outer, inner, own := gourd.NewBlueprint("outer", "").Host("outer.test"), gourd.NewBlueprint("inner", "/inner"), gourd.NewBlueprint("own", "").Host("<who>.own.test")
		outer.Get("/", returns("outer")).Name("home")
		outer.Get("/rule", returns("rule")).Name("rule").Host("rule.test")
		inner.Get("/", returns("inner")).Name("home")
		own.Get("/", func(c *gourd.Ctx) (string, error) {
			return c.Arg[string]("who") + " " + c.URL("outer.home") + " " + c.URL("outer.rule"), nil
		}).Name("home")
		outer.Register(inner)
		outer.Register(own)
		app.Register(outer)
	})
	for at, want := range map[string]string{
		"outer.test/": "outer", "rule.test/rule": "rule", "outer.test/inner/": "inner", "ann.own.test/": "ann http://outer.test/ http://rule.test/rule",
	} {
		q := asked(at, want)
		c.Get(q.Path, gourdtest.Host(q.Host)).Want(200).WantBody(want)
	}
	c.Get("/rule", gourdtest.Host("outer.test")).Want(404)
}
