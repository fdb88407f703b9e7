package jinja

import (
	"errors"
	"strings"
	"testing"
)

func TestSandboxHidesWhatMayNotBeRead(t *testing.T) {
	type profile struct{ Name, Password string }
	type account struct {
		Owner profile
		Notes []profile
	}
	env, err := New(Config{Sandbox: &Sandbox{Attribute: func(_ any, name string) bool { return name != "Password" }}})
	if err != nil {
		t.Fatal(err)
	}
	user := profile{"Ann", "secret"}
	data := Map{"user": user, "p": &user, "users": []profile{user}, "by": map[string]any{"a": &user}, "account": account{user, []profile{user}}}
	for _, source := range []string{
		"{{ user }}", "{{ p }}", "{{ users }}", "{{ by }}", "{{ account }}", "{{ user|string }}", "{{ account|pprint }}", "{{ '%s %r' % (user, p) }}", "{{ '{}'.format(account) }}",
		"{{ [user]|join }}", "{{ users|map('string')|join }}", "{{ user ~ p }}", "{% debug %}", "{{ dict(a=user) }}", "{{ users|list }}", "{{ user.password }}", "{{ user|attr('Password') }}",
		"{{ user|tojson }}", "{{ by|tojson }}", "{{ account|tojson(2) }}", "{{ users|groupby('Password')|list }}", "{{ user['Password'] }}", "{{ users|map(attribute='password')|join }}", "{{ account.notes[0] }}",
	} {
		page, err := env.Parse(source)
		if err != nil {
			t.Fatal(source, err)
		}
		got, err := page.Render(t.Context(), data)
		if strings.Contains(got, "secret") {
			t.Errorf("%s shows %q", source, got)
		}
		if e, is := errors.AsType[*Error](err); err != nil && (!is || strings.Contains(e.Detail(), "secret")) {
			t.Errorf("%s fails with %v", source, err)
		}
	}
	page, err := env.Parse("{{ user }} {{ user.name }} {{ {'a': 1}|tojson }}")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := page.Render(t.Context(), data); err != nil || got != "profile(Name=&#39;Ann&#39;) Ann {\"a\": 1}" {
		t.Errorf("got %q, %v", got, err)
	}
}
