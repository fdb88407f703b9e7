package main

import (
	"context"
	"errors"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/forms"
)

// Post is a row of the table post, with the name of its author.
type Post struct {
	ID       int
	AuthorID int
	Username string
	Created  time.Time
	Title    string
	Body     string
}

// PostForm is what a user writes.
type PostForm struct {
	Title string `form:"title" validate:"required,max=200"`
	Body  string `form:"body" input:"textarea"`
}

// blog has what the views of its blueprint share.
type blog struct {
	database *db.DB
}

// newBlog makes the blueprint of posts.
func newBlog(database *db.DB) *gourd.Blueprint {
	v := &blog{database}
	b := gourd.NewBlueprint("blog", "")
	b.Get("/", v.index)
	b.Route("/create", v.create, "GET", "POST").Before(loginRequired)
	b.Route("/<int:id>/update", v.update, "GET", "POST").Before(loginRequired)
	b.Post("/<int:id>/delete", v.delete).Before(loginRequired)
	return b
}

// selectPosts is what a Post is read with.
const selectPosts = `
	SELECT p.id, p.author_id, u.username, p.created, p.title, p.body
	FROM post p JOIN user u ON p.author_id = u.id `

// index shows all posts, the newest first.
func (v *blog) index(c *gourd.Ctx) (gourd.Response, error) {
	posts, err := db.All[Post](c.Context(), v.database, selectPosts+"ORDER BY p.created DESC, p.id DESC")
	if err != nil {
		return gourd.Response{}, err
	}
	return c.Page("blog/index.html", gourd.Map{"posts": posts}), nil
}

// create shows the form of a new post, and takes it.
func (v *blog) create(c *gourd.Ctx) (gourd.Response, error) {
	form, err := forms.Bind[PostForm](c)
	if err != nil {
		return gourd.Response{}, err
	}
	if !form.Valid() {
		return c.Page("blog/create.html", gourd.Map{"form": form}), nil
	}
	_, err = v.database.Execute(c.Context(),
		"INSERT INTO post (title, body, author_id) VALUES (:title, :body, :author)",
		db.Args{"title": form.Values.Title, "body": form.Values.Body, "author": currentUser(c).ID})
	if err != nil {
		return gourd.Response{}, err
	}
	c.Flash("Your post is published.")
	return c.Redirect(c.URL("index")), nil
}

// update shows the form of a post, and takes what has changed.
func (v *blog) update(c *gourd.Ctx) (gourd.Response, error) {
	post, err := v.ownPost(c)
	if err != nil {
		return gourd.Response{}, err
	}
	form, err := forms.Bind(c, PostForm{post.Title, post.Body})
	if err != nil {
		return gourd.Response{}, err
	}
	if !form.Valid() {
		return c.Page("blog/update.html", gourd.Map{"form": form, "post": post}), nil
	}
	_, err = v.database.Execute(c.Context(),
		"UPDATE post SET title = :title, body = :body WHERE id = :id",
		db.Args{"title": form.Values.Title, "body": form.Values.Body, "id": post.ID})
	if err != nil {
		return gourd.Response{}, err
	}
	c.Flash("Your post is saved.")
	return c.Redirect(c.URL("index")), nil
}

// delete removes a post.
func (v *blog) delete(c *gourd.Ctx) (gourd.Response, error) {
	post, err := v.ownPost(c)
	if err != nil {
		return gourd.Response{}, err
	}
	_, err = v.database.Execute(c.Context(), "DELETE FROM post WHERE id = :id", db.Args{"id": post.ID})
	if err != nil {
		return gourd.Response{}, err
	}
	c.Flash("Your post is deleted.")
	return c.Redirect(c.URL("index")), nil
}

// ownPost is the post that the URL names: a 404 where there is none, a 403 where it is
// someone else's.
func (v *blog) ownPost(c *gourd.Ctx) (Post, error) {
	post, err := v.find(c.Context(), c.Arg[int]("id"))
	if err == nil && post.AuthorID != currentUser(c).ID {
		err = gourd.Error(403, "Only its author may change a post.")
	}
	return post, err
}

func (v *blog) find(ctx context.Context, id int) (Post, error) {
	post, err := db.One[Post](ctx, v.database, selectPosts+"WHERE p.id = :id", db.Args{"id": id})
	if errors.Is(err, db.ErrNotFound) {
		err = gourd.Errorf(404, "Post id %d doesn't exist.", id)
	}
	return post, err
}
