package sessions_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
	"github.com/gourd-go/gourd/sessions"
)

func ExampleDB() {
	database := db.MustOpen("sqlite://:memory:", sqlite.Driver)
	store := sessions.DB(database, sessions.Options{Create: true})

	app := gourd.New("shop", gourd.Config{Sessions: gourd.ServerSessions(store)})
	app.Manage(database, store)
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		visits, _ := c.Session().Get[int]("visits")
		c.Session().Set("visits", visits+1)
		return fmt.Sprintf("visit %d", visits+1), nil
	})

	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	again := httptest.NewRequest("GET", "/", nil)
	again.AddCookie(w.Result().Cookies()[0])
	w = httptest.NewRecorder()
	app.ServeHTTP(w, again)
	fmt.Println(w.Body)

	if err := app.Stop(again.Context()); err != nil {
		fmt.Println(err)
	}
	// Output: visit 2
}
