package main

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestRegister(t *testing.T) {
	s := newSite(t)
	s.Get("/auth/register").Want(200).WantText("<h1>Register</h1>")
	s.Post("/auth/register", form("username", "a", "password", "ä long one")).
		Want(302).WantHeader("Location", "/auth/login")
	if n := s.count("SELECT count(*) FROM user WHERE username = 'a' AND password LIKE 'scrypt:%'"); n != 1 {
		t.Errorf("there are %d such users, want 1", n)
	}
	s.Get("/auth/login").WantText("Log in with your new name.")
	s.Post("/auth/login", form("username", "a", "password", "ä long one")).Want(302)
	s.Get("/").WantText(`<span class="who">a</span>`)
}

func TestRegisterRefuses(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct{ username, password, message string }{
		{"", "", "Username is required."},
		{"a", "", "Password is required."},
		{"test", "test", "User test is already registered."},
		{"<b>", "", "Password is required."},
	} {
		r := s.Post("/auth/register", form("username", test.username, "password", test.password))
		r.Want(200).WantText(test.message)
		if strings.Contains(r.Text(), "<b>") {
			t.Errorf("%q is not escaped", test.username)
		}
	}
	if n := s.count("SELECT count(*) FROM user"); n != 2 {
		t.Errorf("there are %d users, want the 2 from before", n)
	}
}

func TestLogin(t *testing.T) {
	s := newSite(t)
	s.Get("/auth/login").Want(200).WantText("<h1>Log in</h1>")
	s.login()
	s.Client.Session(func(session *gourd.Session) {
		if id, _ := session.Get[int]("user_id"); id != 1 {
			t.Errorf("the session's user is %d, want 1", id)
		}
	})
	s.Get("/").WantText(`<span class="who">test</span>`, "Log out")
}

func TestLoginRefuses(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct{ username, password, message string }{
		{"a", "test", "Incorrect username."},
		{"test", "a", "Incorrect password."},
		{"TEST", "test", "Incorrect username."},
		{"test' --", "test", "Incorrect username."},
	} {
		s.Post("/auth/login", form("username", test.username, "password", test.password)).
			Want(200).WantText(test.message, `role="alert"`)
		s.Get("/").WantText("Log in</a>")
	}
}

func TestLoginKeepsNothingOfTheSessionBefore(t *testing.T) {
	s := newSite(t)
	s.Client.Session(func(session *gourd.Session) { session.Set("planted", "by someone else") })
	s.login()
	s.Client.Session(func(session *gourd.Session) {
		if session.Has("planted") || session.Len() != 1 {
			t.Errorf("the session has %d values, want the user alone", session.Len())
		}
	})
}

func TestLogout(t *testing.T) {
	s := newSite(t)
	s.login()
	s.Get("/auth/logout").Want(302).WantHeader("Location", "/")
	s.Client.Session(func(session *gourd.Session) {
		if session.Has("user_id") {
			t.Error("the user is still in the session")
		}
	})
	s.Get("/").WantText("Register</a>")
}

func TestUserThatIsGoneIsNobody(t *testing.T) {
	s := newSite(t)
	s.Client.Session(func(session *gourd.Session) { session.Set("user_id", 77) })
	s.Get("/").Want(200).WantText("Log in</a>")
	s.Get("/create").Want(302).WantHeader("Location", "/auth/login")
}

func TestCurrentUser(t *testing.T) {
	c := gourdtest.Ctx(t, newSite(t).app, "GET", "/")
	if user := currentUser(c); user != nil {
		t.Errorf("it is %v before the hook has run", user)
	}
	c.G().Set("user", &User{ID: 5})
	if user := currentUser(c); user == nil || user.ID != 5 {
		t.Errorf("it is %v, want the fifth", user)
	}
}
