// Package accept reads the header of a request as typed values.
package accept

import (
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd"
)

// App makes the application.
func App() *gourd.App {
	app := gourd.New("accept")
	app.Get("/accept", accept)
	app.Get("/authorization", authorization)
	app.Get("/conditions", conditions)
	app.Route("/content", content, "GET", "POST")
	return app
}

// lines writes pairs of names and values.
func lines(pairs ...string) string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, pairs[i]+"="+pairs[i+1])
	}
	return strings.Join(all, "\n")
}

// python prints a bool.
func python(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func none(s string) string {
	if s == "" {
		return "None"
	}
	return s
}

// moment prints a time as Python's datetime does.
func moment(t time.Time) string {
	if t.IsZero() {
		return "None"
	}
	return t.UTC().Format("2006-01-02 15:04:05+00:00")
}

func accept(c *gourd.Ctx) (string, error) {
	types := c.Accept()
	quality := strconv.FormatFloat(types.Quality("text/html"), 'f', -1, 64)
	if !strings.Contains(quality, ".") {
		quality += ".0"
	}
	return lines(
		"type", none(types.Best("text/html", "application/json", "image/png")),
		"json", python(types.JSON()),
		"html", python(types.HTML()),
		"quality", quality,
		"language", none(c.AcceptLanguage().Best("en", "de", "fr-CA")),
		"encoding", none(c.AcceptEncoding().Best("gzip", "br", "identity")),
		"charset", none(c.AcceptCharset().Best("utf-8", "latin-1")),
		"types", types.String(),
	), nil
}

func authorization(c *gourd.Ctx) (string, error) {
	auth, ok := c.Authorization()
	if !ok {
		return "None", nil
	}
	username, password := "None", "None"
	if auth.Scheme == "basic" {
		username, password = auth.Username, auth.Password
	} else if name, ok := auth.Params.Lookup("username"); ok {
		username = name
	}
	return lines(
		"type", auth.Scheme,
		"username", username,
		"password", password,
		"token", none(auth.Token),
		"realm", none(auth.Params.Get("realm")),
	), nil
}

func conditions(c *gourd.Ctx) (string, error) {
	cache := c.CacheControl()
	maxAge, part := "None", "None"
	if age, ok := cache.MaxAge(); ok {
		maxAge = strconv.Itoa(int(age / time.Second))
	}
	if r, ok := c.Range(); ok {
		part = r.String()
	}
	return lines(
		"match", python(c.IfMatch().Has("a")),
		"none_match", python(c.IfNoneMatch().HasWeak("a")),
		"none_match_strong", python(c.IfNoneMatch().Has("a")),
		"modified", moment(c.IfModifiedSince()),
		"unmodified", moment(c.IfUnmodifiedSince()),
		"no_cache", python(cache.NoCache()),
		"max_age", maxAge,
		"range", part,
	), nil
}

func content(c *gourd.Ctx) (string, error) {
	length, forwards, charset := "None", "None", "-"
	if n := c.ContentLength(); n >= 0 && c.Header("Content-Length") != "" {
		length = strconv.FormatInt(n, 10)
	}
	if n, ok := c.MaxForwards(); ok {
		forwards = strconv.Itoa(n)
	}
	if text, ok := c.MediaTypeParams().Lookup("charset"); ok {
		charset = text
	}
	return lines(
		"mimetype", c.MediaType(),
		"charset", charset,
		"is_json", python(c.IsJSON()),
		"length", length,
		"encoding", none(c.ContentEncoding()),
		"referrer", none(c.Referrer()),
		"origin", none(c.Origin()),
		"agent", c.UserAgent(),
		"forwards", forwards,
		"cors", none(c.AccessControlRequestMethod()),
	), nil
}
