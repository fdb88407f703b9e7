package forms

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/signed"
)

// What Flask-WTF calls them too.
const (
	tokenField = "csrf_token" // of a form, and the key of the session
	tokenSalt  = "wtf-csrf-token"
)

// tokenHeaders are the fields that scripts send a token in.
var tokenHeaders = [...]string{"X-CSRFToken", "X-CSRF-Token"}

// defaultTimeLimit is how long a token may be used: as Flask-WTF has it.
const defaultTimeLimit = time.Hour

// Settings of the application's Config by their names in Flask-WTF.
const (
	settingEnabled = "WTF_CSRF_ENABLED"
	settingLimit   = "WTF_CSRF_TIME_LIMIT"
	settingStrict  = "WTF_CSRF_SSL_STRICT"
	settingKey     = "WTF_CSRF_SECRET_KEY"
)

// CSRFError is a request that did not come from a page of the application, or from
// one that is too old. It is answered with status 400 and the reason; errors.As finds
// it in what an error handler gets.
type CSRFError struct {
	Reason string // for the client: "The CSRF token is missing."
}

func (e *CSRFError) Error() string { return "forms: the request was refused: " + e.Reason }

func refused(reason string) error {
	return &gourd.HTTPError{Status: http.StatusBadRequest, Message: reason, Err: &CSRFError{reason}}
}

// guard is what the settings say about tokens.
type guard struct {
	tokens  *signed.TimedSerializer[string]
	limit   time.Duration
	enabled bool
	strict  bool // requests over TLS have to say that they come from the same host
	err     error
}

type guardKey struct{}

// guardOf returns the application's guard, which it remembers.
func guardOf(app *gourd.App) *guard {
	return app.Memo(guardKey{}, func() *guard { return newGuard(&app.Config) })
}

func newGuard(config *gourd.Config) *guard {
	g := &guard{limit: defaultTimeLimit, enabled: true, strict: true}
	g.err = errors.Join(take(config, settingEnabled, &g.enabled), take(config, settingStrict, &g.strict), g.takeLimit(config))
	key, fallbacks := config.SecretKey, config.SecretKeyFallbacks
	if own := ""; take(config, settingKey, &own) == nil && own != "" {
		key, fallbacks = own, nil
	}
	if !g.enabled || g.err != nil {
		return g
	}
	if key == "" {
		g.err = errors.New("forms: the application has no secret key to sign CSRF tokens with; set Config.SecretKey (SECRET_KEY) to a long random text, or WTF_CSRF_ENABLED to false")
		return g
	}
	g.tokens, g.err = signed.NewTimedSerializer(signed.SerializerOptions[string]{
		Options: signed.Options{Key: key, Fallbacks: fallbacks, Salt: tokenSalt},
	})
	return g
}

// take reads a setting that may be there.
func take[T any](config *gourd.Config, name string, to *T) error {
	if _, there := config.Lookup(name); !there {
		return nil
	}
	v, ok := config.Get[T](name)
	if !ok {
		return fmt.Errorf("forms: the setting %s is not a %T", name, v)
	}
	*to = v
	return nil
}

// takeLimit reads the time limit; none, or a negative one, is that tokens last as
// long as their session.
func (g *guard) takeLimit(config *gourd.Config) error {
	if v, there := config.Lookup(settingLimit); there && v == nil {
		g.limit = signed.Forever
		return nil
	}
	err := take(config, settingLimit, &g.limit)
	switch {
	case g.limit < 0:
		g.limit = signed.Forever
	case g.limit == 0:
		g.limit = defaultTimeLimit
	}
	return err
}

// What a request knows already, in its store.
const (
	knownToken = "github.com/gourd-go/gourd/forms.token"
	knownValid = "github.com/gourd-go/gourd/forms.valid"
)

// Token returns a token that a form of the session's client is to come with, for
// pages whose scripts send it in the field X-CSRFToken:
//
//	<meta name="csrf-token" content="{{ csrf_token() }}">
//
// It is "" where WTF_CSRF_ENABLED is false. Without a secret key it panics, which is
// a 500 that names the setting.
func Token(c *gourd.Ctx) string {
	g := guardOf(c.App())
	if g.err != nil {
		panic(g.err)
	}
	if !g.enabled {
		return ""
	}
	if token, ok := c.G().Get[string](knownToken); ok {
		return token
	}
	secret, ok := c.Session().Get[string](tokenField)
	if !ok || secret == "" {
		secret = newSecret()
		c.Session().Set(tokenField, secret)
	}
	token, err := g.tokens.Encode(secret, time.Now())
	if err != nil {
		panic(err)
	}
	c.G().Set(knownToken, token)
	return token
}

// newSecret is what a session's tokens have in common: 256 random bits.
func newSecret() string {
	var b [32]byte
	rand.Read(b[:]) // does not fail
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// CSRF renders the hidden input that the form has to be sent with: see [Token].
func (f *Form[T]) CSRF() template.HTML { return TokenInput(f.ctx) }

// TokenInput renders the hidden input of [Form.CSRF] for a form of a page that has no
// struct: a button that deletes. Where [Protection] is installed in the application, pages
// have it as a function: {{ csrf_input() }}, and {{csrf_input .c}} in html/template.
func TokenInput(c *gourd.Ctx) template.HTML {
	token := Token(c)
	if token == "" {
		return ""
	}
	return template.HTML(`<input id="` + tokenField + `" name="` + tokenField + `" type="hidden" value="` + template.HTMLEscapeString(token) + `">`)
}

// protectForm checks a request whose body is a form, unless that was done or it is
// exempt.
func protectForm(c *gourd.Ctx) error {
	if _, done := c.G().Get[bool](knownValid); done {
		return nil
	}
	if route := c.Route(); route != nil && route.Value(exemptKey{}) != nil {
		return nil
	}
	return guardOf(c.App()).check(c)
}

// check refuses a request that does not come with its session's token.
func (g *guard) check(c *gourd.Ctx) error {
	if g.err != nil || !g.enabled {
		return g.err
	}
	token, err := sentToken(c)
	if err != nil {
		return err
	}
	reason := g.refuse(c, token)
	if reason == "" && g.strict && c.IsSecure() {
		reason = foreign(c)
	}
	if reason != "" {
		return refused(reason)
	}
	c.G().Set(knownValid, true)
	return nil
}

// sentToken is the token in the header, or else in the form. A body that is no form
// has none; one that cannot be read is an error.
func sentToken(c *gourd.Ctx) (string, error) {
	for _, name := range tokenHeaders {
		if token := c.Header(name); token != "" {
			return token, nil
		}
	}
	form, err := c.Form()
	if err == nil {
		return form.Get(tokenField), nil
	}
	var h *gourd.HTTPError
	if errors.As(err, &h) && h.Status == http.StatusUnsupportedMediaType {
		return "", nil
	}
	return "", err
}

// refuse says why a token is refused, in Flask-WTF's words; "": it is not.
func (g *guard) refuse(c *gourd.Ctx, token string) (reason string) {
	if token == "" {
		return "The CSRF token is missing."
	}
	secret, ok := c.Session().Get[string](tokenField)
	if !ok || secret == "" {
		return "The CSRF session token is missing."
	}
	sent, _, err := g.tokens.Decode(token, g.limit, time.Now())
	switch {
	case errors.Is(err, signed.ErrExpired):
		return "The CSRF token has expired."
	case err != nil:
		return "The CSRF token is invalid."
	case subtle.ConstantTimeCompare([]byte(sent), []byte(secret)) != 1:
		return "The CSRF tokens do not match."
	}
	return ""
}

// foreign says why a request over TLS cannot come from a page of the application: its
// Origin, or where there is none its Referer, has to be on the same host. Who can
// answer plain HTTP for the host could set a session's cookie, but not these.
func foreign(c *gourd.Ctx) (reason string) {
	from := c.Header("Origin")
	if from == "" || from == "null" {
		from = c.Header("Referer")
	}
	if from == "" {
		return "The referrer header is missing."
	}
	u, err := url.Parse(from)
	if err != nil || u.Scheme != "https" || !strings.EqualFold(strings.TrimSuffix(u.Host, ":443"), c.Host()) {
		return "The referrer does not match the host."
	}
	return ""
}
