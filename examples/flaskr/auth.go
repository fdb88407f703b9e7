package main

import (
	"context"
	"errors"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/forms"
	"github.com/gourd-go/gourd/signed"
)

// User is a row of the table user.
type User struct {
	ID       int
	Username string
	Password string // a hash
}

// Credentials is the form of registering and logging in.
type Credentials struct {
	Username string `form:"username" validate:"required,max=100"`
	Password string `form:"password" input:"password" validate:"required,max=1000"`
}

// auth has what the views of its blueprint share.
type auth struct {
	database  *db.DB
	passwords signed.Passwords
}

// newAuth makes the blueprint of users. Every request of the application, whichever
// blueprint it is for, knows who is logged in.
func newAuth(database *db.DB) *gourd.Blueprint {
	a := &auth{database: database}
	b := gourd.NewBlueprint("auth", "/auth")
	b.AppBefore(a.loadUser)
	b.Route("/register", a.register, "GET", "POST")
	b.Route("/login", a.login, "GET", "POST")
	b.Get("/logout", a.logout)
	return b
}

// register shows the form of a new user, and takes it.
func (a *auth) register(c *gourd.Ctx) (gourd.Response, error) {
	form, err := forms.Bind[Credentials](c)
	if err != nil {
		return gourd.Response{}, err
	}
	if form.Valid() {
		err := a.addUser(c.Context(), form.Values)
		if err == nil {
			c.Flash("Welcome! Log in with your new name.")
			return c.Redirect(c.URL(".login")), nil
		}
		if !db.Violates(err, db.Unique) {
			return gourd.Response{}, err
		}
		c.Flash("User "+form.Values.Username+" is already registered.", "error")
	}
	return c.Page("auth/register.html", gourd.Map{"form": form}), nil
}

func (a *auth) addUser(ctx context.Context, new Credentials) error {
	hash, err := a.passwords.Generate(ctx, new.Password, "")
	if err != nil {
		return err
	}
	_, err = a.database.Execute(ctx,
		"INSERT INTO user (username, password) VALUES (:username, :password)",
		db.Args{"username": new.Username, "password": hash})
	return err
}

// login shows the form of logging in, and takes it.
func (a *auth) login(c *gourd.Ctx) (gourd.Response, error) {
	form, err := forms.Bind[Credentials](c)
	if err != nil {
		return gourd.Response{}, err
	}
	if form.Valid() {
		user, wrong, err := a.check(c.Context(), form.Values)
		if err != nil {
			return gourd.Response{}, err
		}
		if wrong == "" {
			session := c.Session()
			session.Clear()
			session.Set("user_id", user.ID)
			return c.Redirect(c.URL("index")), nil
		}
		c.Flash(wrong, "error")
	}
	return c.Page("auth/login.html", gourd.Map{"form": form}), nil
}

// check finds the user with that name and password. wrong says what is not right with
// them, "": nothing.
func (a *auth) check(ctx context.Context, given Credentials) (user User, wrong string, err error) {
	user, err = db.One[User](ctx, a.database,
		"SELECT id, username, password FROM user WHERE username = :username",
		db.Args{"username": given.Username})
	if errors.Is(err, db.ErrNotFound) {
		return user, "Incorrect username.", nil
	}
	if err != nil {
		return user, "", err
	}
	right, err := a.passwords.Check(ctx, user.Password, given.Password)
	if err == nil && !right {
		wrong = "Incorrect password."
	}
	return user, wrong, err
}

func (a *auth) logout(c *gourd.Ctx) (gourd.Response, error) {
	c.Session().Clear()
	return c.Redirect(c.URL("index")), nil
}

// loadUser runs before each request of the application and looks up who is logged in.
func (a *auth) loadUser(c *gourd.Ctx) (gourd.Response, error) {
	id, ok := c.Session().Get[int]("user_id")
	if !ok {
		return gourd.Response{}, nil
	}
	user, err := db.One[User](c.Context(), a.database,
		"SELECT id, username, password FROM user WHERE id = :id", db.Args{"id": id})
	switch {
	case errors.Is(err, db.ErrNotFound): // the user is gone, the cookie is not
		return gourd.Response{}, nil
	case err != nil:
		return gourd.Response{}, err
	}
	c.G().Set("user", &user)
	return gourd.Response{}, nil
}

// currentUser is who is logged in; nil: nobody.
func currentUser(c *gourd.Ctx) *User {
	user, _ := c.G().Get[*User]("user")
	return user
}

// loginRequired goes before views that are for users alone.
func loginRequired(c *gourd.Ctx) (gourd.Response, error) {
	if currentUser(c) == nil {
		return c.Redirect(c.URL("auth.login")), nil
	}
	return gourd.Response{}, nil
}
