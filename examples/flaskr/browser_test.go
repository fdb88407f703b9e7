package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/examples/internal/browser"
)

// tab is a page of a browser.
type tab struct {
	*browser.Tab
	t   *testing.T
	url string // of the blog
}

// visit serves an empty blog until the test ends, and opens a browser on it.
func visit(t *testing.T) *tab {
	t.Helper()
	b := &tab{Tab: browser.Open(t), t: t, url: serve(t)}
	b.Do(chromedp.EmulateViewport(1000, 800))
	return b
}

// serve runs the blog on a port of its own and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	listening, ended := make(chan string, 1), make(chan error, 1)
	config := gourd.Config{
		Testing: true, SecretKey: "test", InstancePath: t.TempDir(), Address: "127.0.0.1:0", NoAccessLog: true,
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	config.Server.OnListen = func(a net.Addr) { listening <- "http://" + a.String() }
	app, err := NewApp(config)
	if err != nil {
		t.Fatal(err)
	}
	life, stop := context.WithCancel(t.Context())
	go func() { ended <- app.RunContext(life) }()
	select {
	case url := <-listening:
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Errorf("the blog did not stop cleanly: %v", err)
			}
		})
		return url
	case err := <-ended:
		stop()
		t.Fatalf("the blog did not start: %v", err)
		return ""
	}
}

// leave runs steps that lead to another page, and returns its status when it is there.
func (b *tab) leave(steps ...chromedp.Action[chromedp.Void]) (status int64) {
	b.t.Helper()
	return browser.Run(b.Tab, func(ctx context.Context) (int64, error) {
		r, err := chromedp.RunResponse(ctx, steps...)
		if err != nil {
			return 0, err
		}
		return r.Status, nil
	})
}

// open goes to a page of the blog.
func (b *tab) open(path string) (status int64) {
	b.t.Helper()
	return b.leave(chromedp.Navigate(b.url + path))
}

// follow clicks what leads to another page.
func (b *tab) follow(selector string) (status int64) {
	b.t.Helper()
	return b.leave(chromedp.Click(chromedp.CSS(selector)))
}

// fill types into fields in the place of what they have, given in pairs of id and text.
func (b *tab) fill(pairs ...string) {
	b.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		b.Do(
			chromedp.Evaluate[chromedp.Void](`document.getElementById("`+pairs[i]+`").value = ""`),
			chromedp.SendKeys(chromedp.CSS("#"+pairs[i]), pairs[i+1]),
		)
	}
}

// want checks where the browser is and what its page shows.
func (b *tab) want(path string, texts ...string) {
	b.t.Helper()
	if at := browser.Eval[string](b.Tab, "location.pathname"); at != path {
		b.t.Errorf("the browser is at %s, want %s", at, path)
	}
	shown := browser.Eval[string](b.Tab, "document.body.innerText")
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			b.t.Errorf("%s does not show %q:\n%s", path, text, shown)
		}
	}
}

// wantFocus checks which field has the focus.
func (b *tab) wantFocus(id string) {
	b.t.Helper()
	if got := browser.Eval[string](b.Tab, "document.activeElement.id"); got != id {
		b.t.Errorf("the focus is on %q, want %q", got, id)
	}
}

// register makes a user and logs in.
func (b *tab) register(name string) {
	b.t.Helper()
	b.open("/auth/register")
	b.fill("username", name, "password", "a long password")
	b.follow("main button")
	b.want("/auth/login", "Log in with your new name.")
	b.fill("username", name, "password", "a long password")
	b.follow("main button")
	b.want("/", name, "Log out")
}

const submit = "main form:first-of-type button"

func TestBrowserWritesAPost(t *testing.T) {
	b := visit(t)
	b.open("/")
	b.want("/", "Nobody has written anything yet.", "Register")
	b.register("ann")
	b.follow(`a[href="/create"]`)
	b.fill("title", "First", "body", "one\ntwo")
	b.follow(submit)
	b.want("/", "Your post is published.", "First", "by ann on", "one\ntwo")
	b.open("/")
	if shown := browser.Eval[string](b.Tab, "document.body.innerText"); strings.Contains(shown, "published") {
		t.Error("the message is shown twice")
	}

	b.follow("#post-1 a")
	b.fill("title", "Second thoughts")
	b.follow("#edit button")
	b.want("/", "Your post is saved.", "Second thoughts", "one\ntwo")

	b.follow("#post-1 a")
	b.Do(chromedp.Click(chromedp.CSS("summary")))
	b.follow("#delete button")
	b.want("/", "Your post is deleted.", "Nobody has written anything yet.")

	b.follow(`a[href="/auth/logout"]`)
	b.want("/", "Log in")
	b.open("/create")
	b.want("/auth/login")
}

func TestBrowserShowsWhatIsWrong(t *testing.T) {
	b := visit(t)
	b.register("ann")
	b.follow(`a[href="/auth/logout"]`)

	b.open("/auth/register")
	b.fill("username", "ann", "password", "another")
	b.follow(submit)
	b.want("/auth/register", "User ann is already registered.")
	b.open("/auth/login")
	b.fill("username", "bob", "password", "a long password")
	b.follow(submit)
	b.want("/auth/login", "Incorrect username.")
	b.fill("username", "ann", "password", "wrong")
	b.follow(submit)
	b.want("/auth/login", "Incorrect password.")
	if typed := browser.Eval[string](b.Tab, `document.querySelector("#username").value`); typed != "ann" {
		t.Errorf("the name is %q, want what was typed", typed)
	}
	if typed := browser.Eval[string](b.Tab, `document.querySelector("#password").value`); typed != "" {
		t.Errorf("the page has the password %q", typed)
	}

	// Browsers ask for what is required by themselves; the server does not rely on it.
	b.fill("username", "ann")
	b.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector("main form").noValidate = true`))
	b.follow(submit)
	b.want("/auth/login", "Password is required.")
	b.wantFocus("password")
	described := browser.Eval[string](b.Tab, `document.getElementById(document.activeElement.getAttribute("aria-describedby")).textContent`)
	if described != "Password is required." {
		t.Errorf("the field is described by %q", described)
	}
}

func TestBrowserRunsNoScriptOfAPost(t *testing.T) {
	b := visit(t)
	b.register("ann")
	const script = `<script>document.title = "caught"</script>`
	b.open("/create")
	b.fill("title", script, "body", script)
	b.follow(submit)
	for _, page := range []string{"/", "/1/update"} {
		b.open(page)
		if n := browser.Eval[int](b.Tab, `document.scripts.length`); n != 0 {
			t.Errorf("%s has %d scripts", page, n)
		}
		if title := browser.Eval[string](b.Tab, "document.title"); title == "caught" {
			t.Errorf("%s ran the script", page)
		}
	}
	b.open("/")
	b.want("/", script, "by ann")
}

func TestBrowserIsRefusedWithoutItsToken(t *testing.T) {
	b := visit(t)
	b.register("ann")
	b.open("/create")
	b.fill("title", "Forged", "body", "")
	b.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#csrf_token").remove()`))
	if status := b.follow(submit); status != 400 {
		t.Errorf("a form without its token is answered %d, want 400", status)
	}
	b.want("/create", "The CSRF token is missing.")

	b.open("/create")
	b.fill("title", "Forged", "body", "")
	b.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#csrf_token").value += "x"`))
	if status := b.follow(submit); status != 400 {
		t.Errorf("a form with a forged token is answered %d, want 400", status)
	}
	b.open("/")
	b.want("/", "Nobody has written anything yet.")
}

func TestBrowserIsRefusedFromAnotherSite(t *testing.T) {
	b := visit(t)
	b.register("ann")
	b.open("/create")
	b.fill("title", "Mine", "body", "")
	b.follow(submit)

	// To browsers "localhost" is another site than 127.0.0.1.
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form method="post" action="%s/1/delete"><button>Win a gourd</button></form>`, b.url)
	}))
	t.Cleanup(elsewhere.Close)
	b.leave(chromedp.Navigate(strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)))
	if status := b.follow("button"); status != 400 {
		t.Errorf("another site's form is answered %d, want 400", status)
	}
	b.want("/1/delete", "The CSRF token is missing.", "Log in") // the session's cookie was not sent
	b.open("/")
	b.want("/", "Mine")
}

// TestPagesSuitEveryReader looks at each page on small screens, and for what those
// who do not see it need. With FLASKR_SHOTS=folder it leaves pictures there.
func TestPagesSuitEveryReader(t *testing.T) {
	b := visit(t)
	b.register("a-name-that-is-as-long-as-names-of-people-who-like-long-names-are")
	b.open("/create")
	b.fill("title", "A title with "+strings.Repeat("long", 20)+" words", "body", strings.Repeat("Some text. ", 30)+"\n\nhttps://example.com/"+strings.Repeat("path/", 20))
	b.follow(submit)
	b.open("/create")
	b.fill("title", "Gourds", "body", "They grow.")
	b.follow(submit)
	for _, page := range []string{"/", "/create", "/1/update", "/auth/login", "/auth/register", "/99/update"} {
		for _, width := range []int64{320, 768, 1280} {
			b.Do(chromedp.EmulateViewport(width, 800))
			b.open(page)
			if over := browser.Eval[int](b.Tab, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s is %d pixels too wide at a width of %d", page, over, width)
			}
			b.picture(page, width)
		}
		if n := browser.Eval[int](b.Tab, `[...document.querySelectorAll("input:not([type=hidden]), textarea")].filter((e) => !e.labels.length).length`); n != 0 {
			t.Errorf("%s has %d fields without a label", page, n)
		}
		if n := browser.Eval[int](b.Tab, `document.querySelectorAll("h1").length`); n != 1 {
			t.Errorf("%s has %d headings of the first level, want 1", page, n)
		}
		if lang := browser.Eval[string](b.Tab, `document.documentElement.lang`); lang != "en" {
			t.Errorf("%s is in the language %q", page, lang)
		}
	}
}

// picture keeps what the page looks like, where a folder for that is named.
func (b *tab) picture(page string, width int64) {
	b.t.Helper()
	folder := os.Getenv("FLASKR_SHOTS")
	if folder == "" {
		return
	}
	png := browser.Run(b.Tab, func(ctx context.Context) ([]byte, error) { return chromedp.Run(ctx, chromedp.CaptureScreenshot()) })
	name := cmp.Or(strings.Trim(strings.ReplaceAll(page, "/", "-"), "-"), "index")
	if err := os.WriteFile(filepath.Join(folder, name+"-"+strconv.FormatInt(width, 10)+".png"), png, 0o600); err != nil {
		b.t.Error(err)
	}
}
