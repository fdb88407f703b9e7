package forms_test

import (
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
	"github.com/gourd-go/gourd/gourdtest"
)

type shown struct {
	Title    string          `form:"title" validate:"required,min=2,max=200"`
	Mail     string          `form:"mail" label:"Your <mail>" validate:"omitempty,email"`
	Password string          `form:"password" input:"password" validate:"len=8"`
	Text     string          `form:"text" input:"textarea" validate:"max=9"`
	Count    int             `form:"count" validate:"gte=1,lte=9"`
	Price    float64         `form:"price"`
	Done     bool            `form:"done"`
	Day      time.Time       `form:"day"`
	At       time.Time       `form:"at" layout:"2006-01-02T15:04"`
	Clock    time.Time       `form:"clock" layout:"15:04"`
	Month    time.Time       `form:"month" layout:"2006-01"`
	German   time.Time       `form:"german" layout:"02.01.2006"`
	Wait     time.Duration   `form:"wait"`
	Secret   string          `form:"secret" input:"hidden"`
	Color    string          `form:"color" choices:"r=Red & hot,g=Green"`
	Must     string          `form:"must" choices:"a,b" validate:"required"`
	Many     []string        `form:"many" choices:"a,b,c"`
	Radio    int             `form:"radio" input:"radio" choices:"1=One,2=Two" validate:"required"`
	Checks   []int           `form:"checks" input:"checks" choices:"1=One,2=Two"`
	Tags     []string        `form:"tags" validate:"max=3"`
	File     *gourd.Upload   `form:"file" validate:"required"`
	Files    []*gourd.Upload `form:"files"`
}

func TestHTMLOfANewForm(t *testing.T) {
	initial := shown{
		Title: `"<b>"`, Password: "not shown", Text: "\nfirst & second", Count: 3, Price: 2.5, Done: true,
		Day: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), German: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), Wait: time.Minute,
		Color: "g", Must: "b", Many: []string{"a", "c"}, Radio: 2, Checks: []int{1}, Tags: []string{"x", "y"},
	}
	bind(t, "GET", func(f *forms.Form[shown], err error) {
		if err != nil {
			t.Fatal(err)
		}
		wantHTML(t, f, map[string]string{
			"title":    `<input id="title" maxlength="200" minlength="2" name="title" required type="text" value="&#34;&lt;b&gt;&#34;">`,
			"mail":     `<input id="mail" name="mail" type="email" value="">`,
			"password": `<input id="password" maxlength="8" minlength="8" name="password" type="password" value="">`,
			"text":     "<textarea id=\"text\" maxlength=\"9\" name=\"text\">\n\nfirst &amp; second</textarea>",
			"count":    `<input id="count" max="9" min="1" name="count" type="number" value="3">`,
			"price":    `<input id="price" name="price" step="any" type="number" value="2.5">`,
			"done":     `<input checked id="done" name="done" type="checkbox" value="true">`,
			"day":      `<input id="day" name="day" type="date" value="2026-12-31">`,
			"at":       `<input id="at" name="at" type="datetime-local" value="">`,
			"clock":    `<input id="clock" name="clock" type="time" value="">`,
			"month":    `<input id="month" name="month" type="month" value="">`,
			"german":   `<input id="german" name="german" type="text" value="31.12.2026">`,
			"wait":     `<input id="wait" name="wait" type="text" value="1m0s">`,
			"secret":   `<input id="secret" name="secret" type="hidden" value="">`,
			"color":    `<select id="color" name="color"><option value=""></option><option value="r">Red &amp; hot</option><option selected value="g">Green</option></select>`,
			"must":     `<select id="must" name="must" required><option value="a">a</option><option selected value="b">b</option></select>`,
			"many":     `<select id="many" multiple name="many"><option selected value="a">a</option><option value="b">b</option><option selected value="c">c</option></select>`,
			"radio":    `<div id="radio"><label><input name="radio" required type="radio" value="1"> One</label><label><input checked name="radio" required type="radio" value="2"> Two</label></div>`,
			"checks":   `<div id="checks"><label><input checked name="checks" type="checkbox" value="1"> One</label><label><input name="checks" type="checkbox" value="2"> Two</label></div>`,
			"tags":     `<input id="tags" name="tags" type="text" value="x"><input name="tags" type="text" value="y">`,
			"file":     `<input id="file" name="file" required type="file">`,
			"files":    `<input id="files" multiple name="files" type="file">`,
		})
		if label := string(f.Field("mail").LabelHTML("class", "wide")); label != `<label class="wide" for="mail">Your &lt;mail&gt;</label>` {
			t.Errorf("the label is %s", label)
		}
		if n := len(f.Fields()); n != 22 || f.Fields()[0].Name != "title" {
			t.Errorf("there are %d fields", n)
		}
	}, []shown{initial})
}

func wantHTML[T any](t *testing.T, f *forms.Form[T], want map[string]string) {
	t.Helper()
	for name, html := range want {
		if got := string(f.Field(name).HTML()); got != html {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, html)
		}
	}
}

func TestHTMLOfAFormThatIsWrong(t *testing.T) {
	sent(t, url.Values{
		"count": {`"><script>`}, "password": {"secret"}, "text": {"</textarea>"}, "color": {"blue"}, "many": {"b", "z"}, "radio": {"1", "2"}, "done": {"off"}, "tags": {"a", "b"},
	}, func(f *forms.Form[shown]) {
		wantHTML(t, f, map[string]string{
			"title":    `<input aria-invalid="true" id="title" maxlength="200" minlength="2" name="title" required type="text" value="">`,
			"count":    `<input aria-invalid="true" id="count" max="9" min="1" name="count" type="number" value="&#34;&gt;&lt;script&gt;">`,
			"password": `<input aria-invalid="true" id="password" maxlength="8" minlength="8" name="password" type="password" value="">`,
			"text":     "<textarea aria-invalid=\"true\" id=\"text\" maxlength=\"9\" name=\"text\">\n&lt;/textarea&gt;</textarea>",
			"color":    `<select aria-invalid="true" id="color" name="color"><option value=""></option><option value="r">Red &amp; hot</option><option value="g">Green</option></select>`,
			"must":     `<select aria-invalid="true" id="must" name="must" required><option value=""></option><option value="a">a</option><option value="b">b</option></select>`,
			"many":     `<select aria-invalid="true" id="many" multiple name="many"><option value="a">a</option><option selected value="b">b</option><option value="c">c</option></select>`,
			"radio":    `<div id="radio"><label><input checked name="radio" required type="radio" value="1"> One</label><label><input name="radio" required type="radio" value="2"> Two</label></div>`,
			"done":     `<input id="done" name="done" type="checkbox" value="true">`,
			"tags":     `<input id="tags" name="tags" type="text" value="a"><input name="tags" type="text" value="b">`,
		})
	})
}

func TestMoreAttributes(t *testing.T) {
	bind(t, "GET", func(f *forms.Form[shown], err error) {
		field := f.Field("secret")
		if got := string(field.HTML("class", `a"b`, "id", "other", "data-x.y", "1", "type", "text")); got != `<input class="a&#34;b" data-x.y="1" id="other" name="secret" type="text" value="">` {
			t.Error(got)
		}
		if got := string(field.HTML()); got != `<input id="secret" name="secret" type="hidden" value="">` {
			t.Error(got)
		}
		for _, wrong := range [][]string{{"class"}, {"", "x"}, {"a b", "x"}, {"onclick=", "x"}, {"1a", "x"}, {"ä", "x"}} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("the attributes %q were taken", wrong)
					}
				}()
				field.HTML(wrong...)
			}()
		}
	}, nil)
}

func TestFormsInTemplates(t *testing.T) {
	pages := fstest.MapFS{"form.html": {Data: []byte(`{% with title = form.field("title") %}{{ title.label_html() }} {{ title.html("class", "wide") }} {{ title.error }}{% endwith %}|{{ form.csrf() }}|{% for field in form.fields() %}{{ field.name }} {% endfor %}|{{ form.errors.title }}`)}}
	config := unguarded()
	config.Templates = pages
	app := gourd.New("forms", config)
	app.Route("/", func(c *gourd.Ctx) (gourd.Response, error) {
		f, err := forms.Bind[struct {
			Title string `form:"title" validate:"required"`
		}](c)
		if err != nil {
			return gourd.Response{}, err
		}
		return c.Page("form.html", gourd.Map{"form": f}), nil
	}, "GET", "POST")
	c := gourdtest.New(t, app)
	c.Get("/").Want(200)
	body := c.Post("/", gourdtest.Form(url.Values{"title": {""}})).Want(200).Text()
	want := `<label for="title">Title</label> <input aria-invalid="true" class="wide" id="title" name="title" required type="text" value=""> Title is required.||title |Title is required.`
	if strings.TrimSpace(body) != want {
		t.Errorf("the page is %s", body)
	}
}
