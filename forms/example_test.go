package forms_test

import (
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/forms"
)

func ExampleBind() {
	type NewNote struct {
		Title string `form:"title" validate:"required,max=20"`
		Color string `form:"color" choices:"red=Red,green=Green" default:"green"`
	}
	app := gourd.New("notes", gourd.Config{Values: gourd.Map{"WTF_CSRF_ENABLED": false}}) // as in a test
	app.Route("/new", func(c *gourd.Ctx) (gourd.Response, error) {
		form, err := forms.Bind[NewNote](c)
		if err != nil {
			return gourd.Response{}, err
		}
		if form.Valid() {
			return gourd.Text("saved " + form.Values.Title), nil
		}
		var page strings.Builder // which a template is for
		for _, field := range form.Fields() {
			fmt.Fprintln(&page, field.HTML(), field.Error)
		}
		return gourd.HTML(page.String()), nil
	}, "GET", "POST")

	show := func(method, body string) {
		r := httptest.NewRequest(method, "/new", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(strings.TrimSpace(w.Body.String()))
	}
	show("POST", "title=&color=red")
	show("POST", "title=Milk&color=red")
	// Output:
	// <input aria-invalid="true" id="title" maxlength="20" name="title" required type="text" value=""> Title is required.
	// <select id="color" name="color"><option value=""></option><option selected value="red">Red</option><option value="green">Green</option></select>
	// saved Milk
}

func ExampleProtect() {
	app := gourd.New("notes", gourd.Config{SecretKey: "long, random, and secret"})
	app.Install(forms.Protect())
	app.Post("/notes", func(c *gourd.Ctx) (string, error) { return "saved", nil })
	forms.Exempt(app.Post("/hook", func(c *gourd.Ctx) (string, error) { return "thank you", nil }))

	for _, path := range []string{"/notes", "/hook"} {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("POST", path, nil))
		fmt.Println(path, w.Code)
	}
	// Output:
	// /notes 400
	// /hook 200
}
