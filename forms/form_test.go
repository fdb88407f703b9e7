package forms_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// unguarded is a configuration without CSRF tokens.
func unguarded() gourd.Config {
	return gourd.Config{Testing: true, Logger: slog.New(slog.DiscardHandler), Values: gourd.Map{"WTF_CSRF_ENABLED": false}}
}

// bind binds a T from a request and lets look see it.
func bind[T any](t *testing.T, method string, look func(f *forms.Form[T], err error), initial []T, options ...gourdtest.Option) *gourdtest.Response {
	t.Helper()
	app := gourd.New("forms", unguarded())
	app.Route("/", func(c *gourd.Ctx) (string, error) {
		f, err := forms.Bind(c, initial...)
		look(f, err)
		return "", err
	}, "GET", "POST", "PUT", "DELETE")
	return gourdtest.New(t, app).Do(method, "/", options...)
}

// sent binds a T from values that are sent.
func sent[T any](t *testing.T, values url.Values, look func(f *forms.Form[T])) {
	t.Helper()
	bind(t, "POST", func(f *forms.Form[T], err error) {
		if err != nil {
			t.Fatal(err)
		}
		look(f)
	}, nil, gourdtest.Form(values)).Want(200)
}

type level int

func (l *level) UnmarshalText(text []byte) error {
	switch string(text) {
	case "low":
		*l = 1
	case "high":
		*l = 2
	default:
		return errors.New("neither")
	}
	return nil
}

func (l level) MarshalText() ([]byte, error) {
	return []byte([]string{"", "low", "high"}[l]), nil
}

type every struct {
	Text    string          `form:"text" default:"some text"`
	Int     int             `form:"int" default:"7"`
	Small   int8            `form:"small"`
	Uint    uint            `form:"uint"`
	Float   float64         `form:"float" default:"1.50"`
	Bool    bool            `form:"bool" default:"true"`
	Day     time.Time       `form:"day" default:"2026-01-02"`
	Moment  time.Time       `form:"moment" layout:"2006-01-02T15:04"`
	Wait    time.Duration   `form:"wait"`
	Level   level           `form:"level" default:"high"`
	Pointer *int            `form:"pointer"`
	Texts   []string        `form:"texts" default:"a,b"`
	Ints    []int           `form:"ints"`
	Color   string          `form:"color" choices:"red=Red,green"`
	Sizes   []string        `form:"sizes" choices:"s,m,l"`
	File    *gourd.Upload   `form:"file"`
	Files   []*gourd.Upload `form:"files"`

	Own    string // which no form fills
	hidden int
}

func TestANewFormHasTheDefaults(t *testing.T) {
	for _, method := range []string{"GET", "HEAD"} {
		bind(t, method, func(f *forms.Form[every], err error) {
			want := every{
				Text: "some text", Int: 7, Float: 1.5, Bool: true, Day: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
				Level: 2, Texts: []string{"a", "b"},
			}
			if diff := cmp.Diff(want, f.Values, cmpopts.IgnoreUnexported(every{})); err != nil || diff != "" || f.Sent() || f.Valid() || len(f.Errors) > 0 {
				t.Errorf("%v, sent %v, valid %v, errors %v %s", err, f.Sent(), f.Valid(), f.Errors, diff)
			}
			for name, value := range map[string]string{"text": "some text", "int": "7", "float": "1.5", "bool": "true", "day": "2026-01-02", "moment": "", "wait": "0s", "level": "high", "pointer": "", "texts": "a"} {
				if got := f.Field(name).Value; got != value {
					t.Errorf("%s is shown as %q, want %q", name, got, value)
				}
			}
		}, nil).Want(200)
	}
}

func TestANewFormOfInitialValues(t *testing.T) {
	initial := every{Text: "mine", Own: "kept", hidden: 3}
	bind(t, "GET", func(f *forms.Form[every], err error) {
		if f.Values.Text != "mine" || f.Values.Int != 0 || f.Values.Own != "kept" || f.Field("text").Value != "mine" || f.Field("int").Value != "0" {
			t.Errorf("the form has %+v, %v", f.Values, err)
		}
	}, []every{initial})
	bind(t, "POST", func(f *forms.Form[every], err error) {
		if f.Values.Text != "" || f.Values.Own != "kept" || f.Values.hidden != 3 || !f.Valid() {
			t.Errorf("the form that was sent has %+v, %v", f.Values, err)
		}
	}, []every{initial}, gourdtest.Form(url.Values{"Own": {"changed"}}))
}

func TestAFormThatIsSent(t *testing.T) {
	five := 5
	sent(t, url.Values{
		"text": {" as it is\r\n"}, "int": {"-3"}, "small": {"127"}, "uint": {"4"}, "float": {"2.25"}, "bool": {"y"}, "day": {"2026-12-31"},
		"moment": {"2026-12-31T18:30"}, "wait": {"90s"}, "level": {"low"}, "pointer": {"5"}, "texts": {"x", "", "y"}, "ints": {"1", "2"},
		"color": {"green"}, "sizes": {"s", "l"}, "Own": {"no"},
	}, func(f *forms.Form[every]) {
		want := every{
			Text: " as it is\r\n", Int: -3, Small: 127, Uint: 4, Float: 2.25, Bool: true, Day: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC),
			Moment: time.Date(2026, 12, 31, 18, 30, 0, 0, time.UTC), Wait: 90 * time.Second, Level: 1, Pointer: &five,
			Texts: []string{"x", "y"}, Ints: []int{1, 2}, Color: "green", Sizes: []string{"s", "l"},
		}
		if diff := cmp.Diff(want, f.Values, cmpopts.IgnoreUnexported(every{})); diff != "" || !f.Valid() || !f.Sent() {
			t.Errorf("errors %v %s", f.Errors, diff)
		}
	})
}

func TestAFormThatIsSentEmpty(t *testing.T) {
	for name, values := range map[string]url.Values{"empty": {"text": {""}, "int": {""}, "day": {""}, "pointer": {""}, "color": {""}, "bool": {""}}, "nothing": {}} {
		sent(t, values, func(f *forms.Form[every]) {
			if diff := cmp.Diff(every{}, f.Values, cmpopts.IgnoreUnexported(every{})); diff != "" || !f.Valid() {
				t.Errorf("%s: errors %v %s", name, f.Errors, diff)
			}
		})
	}
}

// TestWhatCannotBeRead is shown again as it was typed, and told in words.
func TestWhatCannotBeRead(t *testing.T) {
	for name, test := range map[string]struct{ typed, want string }{
		"int":    {"3.5", "Int has to be a whole number."},
		"small":  {"128", "Small is too large or too small a number."},
		"uint":   {"-1", "Uint has to be a whole number."},
		"float":  {"a<b", "Float has to be a number."},
		"day":    {"31.12.2026", "Day has to be like 2026-12-31."},
		"moment": {"2026-12-31", "Moment has to be like 2026-12-31T18:30."},
		"wait":   {"long", "Wait has to be a duration like 90s."},
		"level":  {"none", "Level has to be of another form."},
		"ints":   {"x", "Ints has to be a list, each a whole number."},
		"color":  {"blue", "Color is not one of the choices."},
		"sizes":  {"xl", "Sizes is not one of the choices."},
	} {
		sent(t, url.Values{name: {test.typed}, "text": {"kept"}}, func(f *forms.Form[every]) {
			if diff := cmp.Diff(forms.Errors{name: test.want}, f.Errors); diff != "" || f.Valid() {
				t.Errorf("%s: %s", name, diff)
			}
			if shown := f.Field(name); shown.Value != test.typed || shown.Error != test.want || f.Field("text").Value != "kept" {
				t.Errorf("%s is shown as %+v", name, shown)
			}
			if name != "color" && name != "sizes" {
				if diff := cmp.Diff(every{Text: "kept"}, f.Values, cmpopts.IgnoreUnexported(every{})); diff != "" {
					t.Errorf("%s: the values are %s", name, diff)
				}
			}
		})
	}
}

func TestCheckBoxes(t *testing.T) {
	for typed, want := range map[string]bool{"on": true, "y": true, "true": true, "1": true, "anything": true, "": false, "false": false, "off": false, "0": false, "no": false} {
		sent(t, url.Values{"bool": {typed}}, func(f *forms.Form[every]) {
			if f.Values.Bool != want || f.Field("bool").Checked() != want || !f.Valid() {
				t.Errorf("%q is %v, want %v", typed, f.Values.Bool, want)
			}
		})
	}
}

func TestUploads(t *testing.T) {
	bind(t, "POST", func(f *forms.Form[every], err error) {
		if err != nil || f.Values.File == nil || f.Values.File.Filename != "a.txt" || len(f.Values.Files) != 2 {
			t.Errorf("the files are %v, %v, %v", f.Values.File, f.Values.Files, err)
		}
	}, nil, gourdtest.Files(gourdtest.File{Field: "file", Name: "a.txt"}, gourdtest.File{Field: "files", Name: "b.txt"}, gourdtest.File{Field: "files", Name: "c.txt"})).Want(200)
}

type account struct {
	Name    string `form:"name" label:"User name" validate:"required,max=5"`
	Mail    string `form:"mail" validate:"omitempty,email" message:"That is no address."`
	First   string `form:"first_password" input:"password" validate:"required,min=3"`
	Second  string `form:"second" label:"Once more" input:"password" validate:"eqfield=First"`
	Terms   bool   `form:"terms" validate:"required"`
	Numbers []int  `form:"numbers" validate:"max=3,dive,max=9"`
	address
	Internal string `validate:"max=2"`
}

type address struct {
	City string `form:"city" validate:"max=3"`
}

func (a account) Validate(*gourd.Ctx) (forms.Errors, error) {
	switch a.Name {
	case "taken":
		return forms.Errors{"name": "That name is taken.", "": "Please try again."}, nil
	case "wrong":
		return forms.Errors{"nowhere": "x"}, nil
	case "fails":
		return nil, gourd.Error(503, "")
	}
	return nil, nil
}

func TestRules(t *testing.T) {
	right := url.Values{"name": {"ann"}, "first_password": {"pass"}, "second": {"pass"}, "terms": {"on"}}
	for name, test := range map[string]struct {
		change url.Values
		want   forms.Errors
	}{
		"all right":            {nil, forms.Errors{}},
		"required":             {url.Values{"name": {""}}, forms.Errors{"name": "User name is required."}},
		"too long":             {url.Values{"name": {"äöüäöü"}}, forms.Errors{"name": "User name has to be at most 5 characters."}},
		"its own message":      {url.Values{"mail": {"nobody"}}, forms.Errors{"mail": "That is no address."}},
		"another field":        {url.Values{"second": {"other"}}, forms.Errors{"second": "Once more has to be the same as First password."}},
		"a box":                {url.Values{"terms": {}}, forms.Errors{"terms": "Terms is required."}},
		"a list":               {url.Values{"numbers": {"1", "2", "3", "4"}}, forms.Errors{"numbers": "Numbers has to be at most 3 elements."}},
		"an element":           {url.Values{"numbers": {"1", "20"}}, forms.Errors{"numbers": "Numbers has to be at most 9."}},
		"an embedded struct's": {url.Values{"city": {"Rome"}}, forms.Errors{"city": "City has to be at most 3 characters."}},
		"several": {
			url.Values{"name": {""}, "terms": {}, "numbers": {"x"}},
			forms.Errors{"name": "User name is required.", "terms": "Terms is required.", "numbers": "Numbers has to be a list, each a whole number."},
		},
		"its method": {url.Values{"name": {"taken"}}, forms.Errors{"name": "That name is taken.", "": "Please try again."}},
		"its method is not asked": {
			url.Values{"name": {"taken"}, "terms": {}}, forms.Errors{"terms": "Terms is required."},
		},
	} {
		values := url.Values{}
		for _, from := range []url.Values{right, test.change} {
			for field, v := range from {
				values[field] = v
			}
		}
		sent(t, values, func(f *forms.Form[account]) {
			if diff := cmp.Diff(test.want, f.Errors); diff != "" || f.Valid() != (len(test.want) == 0) {
				t.Errorf("%s: %s", name, diff)
			}
		})
	}
	bind(t, "POST", func(f *forms.Form[account], err error) {
		if err != nil || f.Errors[""] != "Internal has to be at most 2 characters." {
			t.Errorf("a field that the form does not show: %v, %v", f.Errors, err)
		}
	}, []account{{Internal: "long"}}, gourdtest.Form(right))
}

func TestAMethodThatFails(t *testing.T) {
	for name, status := range map[string]int{"wrong": 500, "fails": 503} {
		values := url.Values{"name": {name}, "first_password": {"pass"}, "second": {"pass"}, "terms": {"on"}}
		bind(t, "POST", func(f *forms.Form[account], err error) {
			if err == nil || name == "wrong" && !strings.Contains(err.Error(), `"nowhere"`) {
				t.Errorf("%s: %v", name, err)
			}
		}, nil, gourdtest.Form(values)).Want(status)
	}
}

func TestAddError(t *testing.T) {
	sent(t, url.Values{}, func(f *forms.Form[every]) {
		f.AddError("text", "first")
		f.AddError("text", "second")
		f.AddError("", "as a whole")
		if diff := cmp.Diff(forms.Errors{"text": "first", "": "as a whole"}, f.Errors); diff != "" || f.Valid() || f.Field("text").Error != "first" {
			t.Errorf("%v %s", f.Valid(), diff)
		}
		defer func() {
			if v := fmt.Sprint(recover()); !strings.Contains(v, `no field "nowhere"; it has text, int`) {
				t.Errorf("the panic is %s", v)
			}
		}()
		f.AddError("nowhere", "x")
	})
}

func TestBodiesThatAreNoForm(t *testing.T) {
	look := func(f *forms.Form[every], err error) {
		if f != nil || err == nil {
			t.Errorf("%v, %v", f, err)
		}
	}
	bind(t, "POST", look, nil, gourdtest.JSON(1)).Want(415)
	bind(t, "PUT", look, nil, gourdtest.Body("multipart/form-data; boundary=x", strings.NewReader("nonsense"))).Want(400)
	bind(t, "GET", look, make([]every, 2)).Want(500)
}

// picker chooses among what its own method says.
type picker struct {
	Pet   string   `form:"pet" input:"radio"`
	Days  []int    `form:"days" input:"checks"`
	Owner string   `form:"owner"`
	Fixed []string `form:"fixed" choices:"a,b"`
}

func (p *picker) Choices(c *gourd.Ctx, field string) ([]forms.Choice, error) {
	switch {
	case c.HasQuery("fail"):
		return nil, errors.New("no pets today")
	case field == "pet":
		return []forms.Choice{{Value: "cat", Label: "Cat of " + p.Owner}}, nil
	case field == "days":
		return []forms.Choice{{Value: "1", Label: "Mon"}, {Value: "2", Label: "Tue"}}, nil
	}
	panic(field)
}

func TestChoicesOfAMethod(t *testing.T) {
	initial := []picker{{Owner: "Ann"}}
	bind(t, "GET", func(f *forms.Form[picker], err error) {
		want := []forms.Choice{{Value: "cat", Label: "Cat of Ann"}}
		if diff := cmp.Diff(want, f.Field("pet").Choices); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}, initial).Want(200)
	sent(t, url.Values{"pet": {"dog"}, "days": {"1", "2"}}, func(f *forms.Form[picker]) {
		if diff := cmp.Diff(forms.Errors{"pet": "Pet is not one of the choices."}, f.Errors); diff != "" || len(f.Values.Days) != 2 {
			t.Error(diff)
		}
	})
	bind(t, "GET", func(f *forms.Form[picker], err error) {
		if err == nil || !strings.Contains(err.Error(), "no pets today") {
			t.Error(err)
		}
	}, nil, gourdtest.Query("fail", "1")).Want(500)
}

func TestStructsThatCannotBeForms(t *testing.T) {
	for want, err := range map[string]error{
		"is a struct":                       forms.Check[int](),
		"none of its fields has a form tag": forms.Check[struct{ A string }](),
		"is not exported": forms.Check[struct {
			a string `form:"a"`
		}](),
		`has the form tag ""`: forms.Check[struct {
			A string `form:""`
		}](),
		`the form tag "a b"`: forms.Check[struct {
			A string `form:"a b"`
		}](),
		"another field has the name": forms.Check[struct {
			A, B string `form:"a"`
		}](),
		"CSRF token": forms.Check[struct {
			A string `form:"csrf_token"`
		}](),
		"cannot become a chan": forms.Check[struct {
			A chan int `form:"a"`
		}](),
		"cannot become a struct": forms.Check[struct {
			A struct{ B int } `form:"a"`
		}](),
		"has a layout": forms.Check[struct {
			A string `form:"a" layout:"2006"`
		}](),
		"a validate tag cannot be read": forms.Check[struct {
			A string `form:"a" validate:"nonsense"`
		}](),
		`its default "x"`: forms.Check[struct {
			A int `form:"a" default:"x"`
		}](),
		"a file has no default": forms.Check[struct {
			A *gourd.Upload `form:"a" default:"x"`
		}](),
		`its input is "fancy"`: forms.Check[struct {
			A string `form:"a" input:"fancy"`
		}](),
		"files and nothing else": forms.Check[struct {
			A string `form:"a" input:"file"`
		}](),
		"which is for a bool": forms.Check[struct {
			A string `form:"a" input:"checkbox"`
		}](),
		"want select, radio or checks": forms.Check[struct {
			A string `form:"a" choices:"x" input:"text"`
		}](),
		"radio is for one value": forms.Check[struct {
			A string `form:"a" choices:"x" input:"checks"`
		}](),
		`its choices are "x,x"`: forms.Check[struct {
			A string `form:"a" choices:"x,x"`
		}](),
		"the struct no method Choices": forms.Check[struct {
			A string `form:"a" input:"select"`
		}](),
	} {
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "forms: ") {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	if err := errors.Join(forms.Check[every](), forms.Check[account](), forms.Check[picker]()); err != nil {
		t.Error(err)
	}
	bind(t, "GET", func(_ *forms.Form[int], err error) {
		if err == nil {
			t.Error("an int was bound")
		}
	}, nil).Want(500)
}
