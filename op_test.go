package gourd_test

import (
	"encoding/json/v2"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/gourdtest"
	"github.com/gourd-go/gourd/rule"
)

type paging struct {
	Page int      `query:"page" default:"1" validate:"min=1"`
	Tags []string `query:"tag"`
}

type author struct {
	Name string `json:"name" validate:"required"`
}

type newNote struct {
	paging
	Board  int       `path:"board"`
	Key    string    `header:"Idempotency-Key"`
	Notify *bool     `query:"notify"`
	Since  time.Time `query:"since"`
	Title  string    `json:"title" validate:"required,max=5"`
	Kind   string    `json:"kind,omitzero" validate:"omitempty,oneof=a b"`
	By     author    `json:"by"`
}

// op is a client of an application with that operation, which answers its input.
func op[In any](t *testing.T, method, rule string) *gourdtest.Client {
	t.Helper()
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Op(method, rule, func(_ *gourd.Ctx, in In) (gourd.Map, error) { return gourd.Map{"in": fmt.Sprintf("%+v", in)}, nil })
	})
	return c
}

func TestAnOperationsInput(t *testing.T) {
	type answer struct {
		in  newNote
		got bool
	}
	var got answer
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Op("POST", "/boards/<int:board>/notes", func(c *gourd.Ctx, in newNote) (gourd.Response, error) {
			got = answer{in, true}
			return gourd.JSON(in.Title).WithStatus(201), nil
		})
	})
	on := true
	since := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := []struct {
		name, target, body string
		want               newNote
	}{
		{
			"all of it", "/boards/7/notes?page=2&tag=x&tag=y&notify=on&since=2026-01-02T03:04:05Z", `{"title":"a","kind":"b","by":{"name":"n"}}`,
			newNote{paging: paging{2, []string{"x", "y"}}, Board: 7, Key: "k", Notify: &on, Since: since, Title: "a", Kind: "b", By: author{"n"}},
		},
		{"the defaults", "/boards/7/notes", `{"title":"a","by":{"name":"n"}}`, newNote{paging: paging{Page: 1}, Board: 7, Key: "k", Title: "a", By: author{"n"}}},
		{
			"no source stands in for another", "/boards/7/notes?title=q&board=8", `{"title":"a","by":{"name":"n"},"Board":9,"Key":"j","Page":3,"Notify":true,"Since":"2026-01-02T03:04:05Z"}`,
			newNote{paging: paging{Page: 1}, Board: 7, Key: "k", Title: "a", By: author{"n"}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got = answer{}
			c.Post(test.target, gourdtest.Body("application/json", strings.NewReader(test.body)), gourdtest.Header("Idempotency-Key", "k")).
				Want(201).WantBody("\"a\"\n")
			if diff := cmp.Diff(test.want, got.in, cmp.AllowUnexported(newNote{})); diff != "" || !got.got {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnOperationsInputThatIsNotValid(t *testing.T) {
	type problem struct {
		Status int                  `json:"status"`
		Error  string               `json:"error"`
		Fields []gourd.InvalidField `json:"fields"`
	}
	c := op[newNote](t, "POST", "/boards/<int:board>/notes")
	const by = `"by":{"name":"n"}`
	tests := []struct {
		name, query, contentType, body string
		status                         int
		want                           []gourd.InvalidField
	}{
		{"a number that is none", "?page=x", "application/json", `{"title":"a",` + by + `}`, 422, []gourd.InvalidField{{Field: "page", Source: "query", Reason: `is "x", want a whole number`}}},
		{"several at once", "?page=x&notify=maybe&since=today", "application/json", `{"title":"a",` + by + `}`, 422, []gourd.InvalidField{
			{Field: "page", Source: "query", Reason: `is "x", want a whole number`},
			{Field: "notify", Source: "query", Reason: `is "maybe", want true or false`},
			{Field: "since", Source: "query", Reason: `is "today", want a time like 2006-01-02T15:04:05Z`},
		}},
		{"a rule for the query", "?page=0", "application/json", `{"title":"a",` + by + `}`, 422, []gourd.InvalidField{{Field: "page", Source: "query", Reason: "has to be at least 1"}}},
		{"a member that is missing", "", "application/json", "{" + by + "}", 422, []gourd.InvalidField{{Field: "title", Source: "json", Reason: "is required"}}},
		{"a text that is too long", "", "application/json", `{"title":"abcdef",` + by + `}`, 422, []gourd.InvalidField{{Field: "title", Source: "json", Reason: "has to be at most 5 characters"}}},
		{"none of a set", "", "application/json", `{"title":"a","kind":"c",` + by + `}`, 422, []gourd.InvalidField{{Field: "kind", Source: "json", Reason: "has to be one of a b"}}},
		{"a member of a member", "", "application/json", `{"title":"a"}`, 422, []gourd.InvalidField{{Field: "by.name", Source: "json", Reason: "is required"}}},
		{"a body that is no JSON", "", "application/json", `{`, 400, nil},
		{"a member of another type", "", "application/json", `{"title":1}`, 422, []gourd.InvalidField{{Field: "title", Source: "json", Reason: "is a JSON number, want a string"}}},
		{"a body of another type", "", "text/plain", `{}`, 415, nil},
		{"no body", "", "", ``, 415, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := c.Post("/boards/7/notes"+test.query, gourdtest.Body(test.contentType, strings.NewReader(test.body))).Want(test.status)
			got := res.JSON[problem]()
			if diff := cmp.Diff(test.want, got.Fields); diff != "" || got.Status != test.status || got.Error == "" {
				t.Errorf("%+v (-want +got):\n%s", got, diff)
			}
		})
	}
	t.Run("an argument", func(t *testing.T) { c.Post("/boards/x/notes").Want(404) })
}

func TestOperationsWithOtherSources(t *testing.T) {
	type form struct {
		Title string          `form:"title" validate:"required"`
		Done  bool            `form:"done"`
		Tags  []int           `form:"tag"`
		File  *gourd.Upload   `form:"file"`
		More  []*gourd.Upload `form:"more"`
	}
	t.Run("a form", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Op("POST", "/", func(_ *gourd.Ctx, in form) (string, error) {
				return fmt.Sprint(in.Title, in.Done, in.Tags, in.File.Filename, len(in.More)), nil
			})
		})
		c.Post("/", gourdtest.Form(url.Values{"title": {"a"}, "done": {"on"}, "tag": {"1", "2"}}),
			gourdtest.Files(gourdtest.File{Field: "file", Name: "f"}, gourdtest.File{Field: "more", Name: "g"}, gourdtest.File{Field: "more", Name: "h"})).
			Want(200).WantBody("atrue [1 2]f2")
		c.Post("/", gourdtest.Form(url.Values{"title": {"a"}, "tag": {"1", "x"}})).Want(422).WantText(`is \"x\", want a whole number`)
	})
	t.Run("the whole body", func(t *testing.T) {
		c := op[struct {
			Numbers []int  `body:"json"`
			Q       string `query:"q"`
		}](t, "PUT", "/")
		c.Put("/?q=x", gourdtest.JSON([]int{1, 2})).Want(200).WantBody(`{"in":"{Numbers:[1 2] Q:x}"}` + "\n")
	})
	t.Run("types that read text", func(t *testing.T) {
		c := op[struct {
			ID   rule.UUID     `path:"id"`
			Wait time.Duration `query:"wait" default:"1m"`
			Max  uint8         `query:"max"`
			Rate float32       `query:"rate"`
		}](t, "GET", "/<uuid:id>")
		c.Get("/0123abcd-0123-4567-89ab-0123456789ab?max=255&rate=0.5").Want(200).WantText("Wait:1m0s Max:255 Rate:0.5")
		c.Get("/0123abcd-0123-4567-89ab-0123456789ab?max=256").Want(422).WantText("max")
		c.Get("/0123abcd-0123-4567-89ab-0123456789ab?wait=soon").Want(422).WantText("a duration like 90s")
	})
	t.Run("errors are JSON", func(t *testing.T) {
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Op("GET", "/", func(*gourd.Ctx, struct{}) (string, error) { return "", gourd.Error(409, "taken") })
		})
		var got map[string]any
		res := c.Get("/").Want(409).WantHeader("Content-Type", "application/json")
		if err := json.Unmarshal(res.Body, &got); err != nil || got["detail"] != "taken" || got["error"] != "Conflict" {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestOperationsThatAreRefused(t *testing.T) {
	tests := []struct {
		name string
		do   func(app *gourd.App)
		want string
	}{
		{"an input that is no struct", opOf[int], "an operation's input is a struct"},
		{"a field without a source", opOf[struct{ A int }], "its field A says by no tag where it comes from"},
		{"a field with two sources", opOf[struct {
			A int `query:"a" header:"A"`
		}], "its field A has the tags query and header"},
		{"a source without a name", opOf[struct {
			A int `query:""`
		}], "its field A has an empty query tag"},
		{"a hidden field with a source", opOf[struct {
			a int `query:"a"`
		}], "its field a has a query tag, but is not exported"},
		{"a field that text cannot become", opOf[struct {
			A map[string]int `query:"a"`
		}], "its field A is a map[string]int"},
		{"a default that does not fit", opOf[struct {
			A int `query:"a" default:"x"`
		}], `the default "x" of its field A is no int`},
		{"a form and JSON", opOf[struct {
			A int `form:"a"`
			B int `json:"b"`
		}], "form and JSON fields, but a request has one body"},
		{"JSON members and the whole body", opOf[struct {
			A int   `json:"a"`
			B []int `body:"json"`
		}], "body:\"json\", which takes the whole body"},
		{"a body of something else", opOf[struct {
			A int `body:"xml"`
		}], `its field A has the tag body:"xml"`},
		{"a rule that is not known", opOf[struct {
			A int `query:"a" validate:"reqired"`
		}], "reqired"},
		{"a file outside of a form", opOf[struct {
			A *gourd.Upload `query:"a"`
		}], "its field A is a *gourd.Upload"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			message := misuse(t, func() { test.do(gourd.New("x")) })
			for _, want := range []string{test.want, "the operation POST /x at", "op_test.go:", "cannot take a"} {
				if !strings.Contains(message, want) {
					t.Errorf("the message is\n%s\nwant %q in it", message, want)
				}
			}
		})
	}
}

// opOf registers an operation with that input.
func opOf[In any](app *gourd.App) {
	app.Op("POST", "/x", func(*gourd.Ctx, In) (string, error) { return "", nil })
}
