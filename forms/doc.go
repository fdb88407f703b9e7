// Package forms is forms as values: a struct says which fields a form has, Bind fills
// it in from the request, checks it, and shows it again with what the user typed and
// what is wrong with it. It has the role that WTForms and Flask-WTF have beside Flask.
//
//	type NewNote struct {
//		Title string    `form:"title" label:"Title" validate:"required,max=200"`
//		Text  string    `form:"text" input:"textarea"`
//		Color string    `form:"color" choices:"red=Red,green=Green"`
//		Due   time.Time `form:"due"`
//		Done  bool      `form:"done"`
//	}
//
//	app.Route("/notes/new", func(c *gourd.Ctx) (gourd.Response, error) {
//		form, err := forms.Bind[NewNote](c)
//		if err != nil {
//			return gourd.Response{}, err
//		}
//		if form.Valid() { // sent, and nothing is wrong with it
//			save(form.Values)
//			return c.Redirect(c.URL("index")), nil
//		}
//		return c.Page("new.html", gourd.Map{"form": form}), nil
//	}, "GET", "POST")
//
// The page has the form's fields one by one, or all of them:
//
//	<form method="post">{{ form.csrf() }}
//	{% for field in form.fields() %}<p>{{ field.label_html() }} {{ field.html() }} {% if field.error %}<em>{{ field.error }}</em>{% endif %}</p>{% endfor %}
//	<button>Save</button></form>
//
// # Tags
//
//	form:"title"                   the field's name; a field of the struct without it is left alone
//	label:"Title"                  by default made of the name: "first_name" is First name
//	validate:"required,max=200"    the rules of go-playground/validator
//	default:"red"                  what a form shows that was not sent and got no value
//	choices:"r=Red,g=Green"        what may be chosen; a method Choices makes such a list for each request
//	input:"textarea"               how it is rendered; by default by its type and rules
//	layout:"02.01.2006 15:04"      of a time.Time; 2006-01-02 by default
//	message:"A title, please."     in the place of what is said to be wrong
//
// Fields are strings, booleans, numbers, times, durations, types that read their text
// (encoding.TextUnmarshaler), pointers to them, slices of them, and *gourd.Upload. A
// field that was sent empty, or not at all, has its zero value, or nil.
//
// # CSRF
//
// A form that is sent has to come with the token that [Form.CSRF] puts into it, or
// with one in the field X-CSRFToken, else the answer is a 400 that says so.
// [Protection] asks it of every request that changes something, of those without a
// form too. Tokens and settings are Flask-WTF's, so that applications of both may
// share a session.
//
// It is not for JSON: that is what gourd's operations (App.Op) read.
package forms
