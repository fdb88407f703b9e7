package httpheader_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gourd-go/gourd/httpheader"
)

func ExampleAccept_Best() {
	accept := httpheader.ParseAccept("text/html;q=0.8, application/json")
	fmt.Println(accept.Best("text/html", "application/json"))

	languages := httpheader.ParseAcceptLanguage("de-AT, en;q=0.5")
	fmt.Println(languages.Best("fr", "de"))
	// Output:
	// application/json
	// de
}

func ExampleCacheControl() {
	var cache httpheader.CacheControl
	cache.SetPublic(true)
	cache.SetMaxAge(time.Hour)
	fmt.Println(cache)
	// Output: public, max-age=3600
}

func ExampleFormatCookie() {
	field, err := httpheader.FormatCookie(&http.Cookie{Name: "name", Value: "Zoë", Path: "/", MaxAge: 60, HttpOnly: true}, time.Unix(0, 0))
	fmt.Println(field, err)
	// Output: name="Zo\303\253"; Expires=Thu, 01 Jan 1970 00:01:00 GMT; Max-Age=60; HttpOnly; Path=/ <nil>
}

func ExampleParseOptions() {
	value, params := httpheader.ParseOptions("attachment; filename*=UTF-8''%E2%82%AC.txt")
	fmt.Println(value, params.Get("filename"))
	// Output: attachment €.txt
}
