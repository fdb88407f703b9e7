package porting

import (
	"sync"

	"github.com/gourd-go/gourd"
)

type post struct {
	ID     int    `json:"id"`
	Author string `json:"author"`
	Title  string `json:"title"`
}

// blog is what the views share. Requests run at the same time, so that a lock
// guards what they change.
type blog struct {
	mu    sync.Mutex
	posts map[int]post
}

func loginRequired(c *gourd.Ctx) (gourd.Response, error) {
	if c.G().Value("user") == nil {
		return c.Redirect(c.URL("login")), nil
	}
	return gourd.Response{}, nil // go on
}

func (b *blog) find(id int) (post, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.posts[id]
	return p, ok
}

func (b *blog) ownPost(c *gourd.Ctx) (post, error) {
	id := c.Arg[int]("id")
	p, ok := b.find(id)
	if !ok {
		return post{}, gourd.Errorf(404, "There is no post %d.", id)
	}
	if user, _ := c.G().Get[string]("user"); p.Author != user {
		return post{}, gourd.Error(403, "")
	}
	return p, nil
}

func (b *blog) show(c *gourd.Ctx) (post, error) {
	p, ok := b.find(c.Arg[int]("id"))
	if !ok {
		return post{}, gourd.Error(404, "")
	}
	return p, nil // JSON
}

func (b *blog) update(c *gourd.Ctx) (gourd.Response, error) {
	p, err := b.ownPost(c)
	if err != nil {
		return gourd.Response{}, err // the error knows its status
	}
	if c.Method() == "POST" {
		form, err := c.Form()
		if err != nil {
			return gourd.Response{}, err // 400, 413, 415
		}
		title, err := form.Need("title")
		if err != nil {
			return gourd.Response{}, err // 400: request.form["title"]
		}
		if title != "" {
			p.Title = title
			b.save(p)
			return c.Redirect(c.URL(".show", "id", p.ID)), nil
		}
		c.Flash("A title, please.")
	}
	return c.Page("update.html", gourd.Map{"post": p}), nil
}

func (b *blog) save(p post) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.posts[p.ID] = p
}

func login(c *gourd.Ctx) (gourd.Response, error) {
	form, err := c.Form()
	if err != nil {
		return gourd.Response{}, err
	}
	name, err := form.Need("name")
	if err != nil {
		return gourd.Response{}, err
	}
	c.Session().Set("user", name)
	return c.Redirect(c.URL("blog.update", "id", 1)), nil
}

func loadUser(c *gourd.Ctx) (gourd.Response, error) {
	if user, ok := c.Session().Get[string]("user"); ok {
		c.G().Set("user", user)
	}
	return gourd.Response{}, nil
}

func notFound(c *gourd.Ctx, _ error) (string, error) {
	return "Not here: " + c.Path(), nil // with the error's status
}

// NewApp is create_app.
func NewApp(config gourd.Config) *gourd.App {
	app := gourd.New("blog", config)
	b := &blog{posts: map[int]post{1: {1, "ann", "Seeds"}, 2: {2, "bob", "Soil & water"}}}
	app.Before(loadUser)
	app.Post("/login", login)
	app.OnStatus(404, notFound)
	bp := gourd.NewBlueprint("blog", "/blog")
	bp.Get("/<int:id>", b.show)
	bp.Route("/<int:id>/update", b.update, "GET", "POST").Before(loginRequired)
	app.Register(bp)
	return app
}
