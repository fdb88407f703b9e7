package main

import (
	"strings"
	"testing"

	"github.com/gourd-go/gourd/db"
)

func TestIndex(t *testing.T) {
	s := newSite(t)
	s.Get("/").Want(200).WantText("Log in", "Register", "test title", "by test on", "2018-01-01", "test\nbody")
	if text := s.Get("/").Text(); strings.Contains(text, "/1/update") {
		t.Error("a stranger sees how to edit")
	}
	s.login()
	s.Get("/").WantText("Log out", `href="/1/update"`, `href="/create"`)
}

func TestIndexHasTheNewestFirst(t *testing.T) {
	s := newSite(t)
	s.exec(`INSERT INTO post (title, body, author_id, created) VALUES
		('older', '', 1, '2017-01-01'), ('newer', '', 1, '2019-01-01 10:00:00'), ('newest', '', 2, '2019-01-01 10:00:00')`)
	text := s.Get("/").Text()
	at := -1
	for _, title := range []string{"newest", "newer", "test title", "older"} {
		i := strings.Index(text, title)
		if i <= at {
			t.Errorf("%q does not come behind the one before", title)
		}
		at = i
	}
}

func TestStrangersAreSentToLogIn(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct{ method, path string }{
		{"GET", "/create"},
		{"POST", "/create"},
		{"GET", "/1/update"},
		{"POST", "/1/update"},
		{"POST", "/1/delete"},
		{"POST", "/77/delete"},
	} {
		s.Do(test.method, test.path).Want(302).WantHeader("Location", "/auth/login")
	}
}

func TestOnlyTheAuthorMayChangeAPost(t *testing.T) {
	s := newSite(t)
	s.login("other")
	s.Get("/1/update").Want(403)
	s.Post("/1/update", form("title", "mine now", "body", "")).Want(403)
	s.Post("/1/delete").Want(403)
	if text := s.Get("/").WantText("test title").Text(); strings.Contains(text, "/1/update") {
		t.Error("who is not the author sees how to edit")
	}
}

func TestPostsThatAreNotThere(t *testing.T) {
	s := newSite(t)
	s.login()
	s.Get("/2/update").Want(404).WantText("Post id 2 doesn&#39;t exist.")
	s.Post("/2/update", form("title", "x")).Want(404)
	s.Post("/2/delete").Want(404)
	s.Get("/x/update").Want(404)
	s.Get("/99999999999999999999/update").Want(404)
}

func TestDeletingTakesAPost(t *testing.T) {
	s := newSite(t)
	s.login()
	s.Get("/1/delete").Want(405)
	s.Post("/1/delete").Want(302).WantHeader("Location", "/")
	if n := s.count("SELECT count(*) FROM post"); n != 0 {
		t.Errorf("there are %d posts, want none", n)
	}
	s.Get("/").WantText("Your post is deleted.", "Nobody has written anything yet.")
}

func TestCreate(t *testing.T) {
	s := newSite(t)
	s.login()
	s.Get("/create").Want(200)
	s.Post("/create", form("title", "created", "body", "a\r\nb")).Want(302).WantHeader("Location", "/")
	post, err := db.One[Post](t.Context(), s.database, selectPosts+"WHERE p.title = 'created'")
	if err != nil {
		t.Fatal(err)
	}
	if post.ID != 2 || post.Username != "test" || post.Body != "a\r\nb" || post.Created.IsZero() {
		t.Errorf("the post is %+v", post)
	}
	s.Get("/").WantText("Your post is published.", "created")
}

func TestUpdate(t *testing.T) {
	s := newSite(t)
	s.login()
	s.Get("/1/update").Want(200).WantText(`value="test title"`, "test\nbody</textarea>")
	s.Post("/1/update", form("title", "updated", "body", "")).Want(302).WantHeader("Location", "/")
	post, err := db.One[Post](t.Context(), s.database, selectPosts+"WHERE p.id = 1")
	if err != nil {
		t.Fatal(err)
	}
	if post.Title != "updated" || post.Body != "" || post.Created.Year() != 2018 {
		t.Errorf("the post is %+v", post)
	}
	s.Get("/").WantText("Your post is saved.", "updated")
}

func TestPostsNeedATitle(t *testing.T) {
	s := newSite(t)
	s.login()
	for _, path := range []string{"/create", "/1/update"} {
		s.Post(path, form("title", "", "body", "what I have typed")).Want(200).
			WantText("Title is required.", "what I have typed</textarea>", "autofocus", `aria-describedby="title-error"`, `id="title-error"`)
		s.Post(path, form("title", strings.Repeat("x", 201), "body", "")).Want(200).WantText(`id="title-error"`)
	}
	if n := s.count("SELECT count(*) FROM post WHERE title = 'test title'"); n != 1 {
		t.Error("the post has changed")
	}
}

func TestPostsAreEscaped(t *testing.T) {
	s := newSite(t)
	s.login()
	s.Post("/create", form("title", `<script>alert("t")</script>`, "body", `</p><script>alert("b")</script>`)).Want(302)
	for _, page := range []string{"/", "/2/update"} {
		if text := s.Get(page).Want(200).WantText("&lt;script&gt;").Text(); strings.Contains(text, "<script") {
			t.Errorf("%s has a script:\n%s", page, text)
		}
	}
}
