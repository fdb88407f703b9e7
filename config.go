package gourd

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/gourd-go/gourd/jinja"
	"github.com/gourd-go/gourd/rule"
	"github.com/gourd-go/gourd/server"
)

// Config is an application's configuration. The zero Config is safe and right for
// development; [Config.FromFile] and [Config.FromEnv] fill it in from outside, by
// the names in the tags, which are Flask's where Flask has them.
type Config struct {
	Debug   bool `config:"DEBUG"`   // error pages show the reason and the stack; templates are read anew; never in production
	Testing bool `config:"TESTING"` // a Ctx that is used behind its request's end panics

	SecretKey          string   `config:"SECRET_KEY"`           // signs what the client keeps; long, random, and secret
	SecretKeyFallbacks []string `config:"SECRET_KEY_FALLBACKS"` // former secret keys, which are still read

	SessionCookieName        string           `config:"SESSION_COOKIE_NAME"`           // "": session
	SessionCookieDomain      string           `config:"SESSION_COOKIE_DOMAIN"`         // "": the host that set it, and none below it
	SessionCookiePath        string           `config:"SESSION_COOKIE_PATH"`           // "": ApplicationRoot, or else /
	NoSessionCookieHTTPOnly  bool             `config:"!SESSION_COOKIE_HTTPONLY"`      // scripts can read it
	SessionCookieSecure      bool             `config:"SESSION_COOKIE_SECURE"`         // it is sent over TLS only
	SessionCookieSameSite    string           `config:"SESSION_COOKIE_SAMESITE"`       // Lax, Strict or None; "": the browser's own idea
	SessionCookiePartitioned bool             `config:"SESSION_COOKIE_PARTITIONED"`    // one for each site that embeds this one; makes it Secure too
	PermanentSessionLifetime time.Duration    `config:"PERMANENT_SESSION_LIFETIME"`    // of every session since its cookie was set; 0: 31 days
	NoSessionRefresh         bool             `config:"!SESSION_REFRESH_EACH_REQUEST"` // a permanent session's cookie is set only when the session was modified
	MaxCookieSize            int              `config:"MAX_COOKIE_SIZE"`               // bytes of a cookie, above which the log has a warning; 0: 4,093; -1: any
	Sessions                 SessionInterface // where sessions are kept; nil: in cookies, CookieSessions

	TrustedHosts       []string `config:"TRUSTED_HOSTS"`        // hosts that requests may name, else 400; ".example.com" is every host below it; empty: any
	ServerName         string   `config:"SERVER_NAME"`          // the application's host, with a port that is not the scheme's own: of absolute URLs, and what subdomains stand before; "": the request's
	ApplicationRoot    string   `config:"APPLICATION_ROOT"`     // the prefix of URLs that are built outside of a request
	PreferredURLScheme string   `config:"PREFERRED_URL_SCHEME"` // the scheme of those; "": http

	MaxContentLength  int64         `config:"MAX_CONTENT_LENGTH"`        // bytes of a request's body, else 413; 0: 16 MiB; -1: any
	MaxFormMemorySize int64         `config:"MAX_FORM_MEMORY_SIZE"`      // bytes of a form's field that is not a file, or of a form that is URL-encoded; 0: 500,000; -1: any
	MaxFormParts      int           `config:"MAX_FORM_PARTS"`            // parts of a multipart form; 0: 1,000; -1: any
	RequestTimeout    time.Duration `config:"REQUEST_TIMEOUT"`           // until the first byte of the answer, when the view's context ends and 503 is answered; 0: 60 s; -1: never
	DrainTimeout      time.Duration `config:"DRAIN_TIMEOUT"`             // for requests and background work at shutdown; 0: 30 s
	SendFileMaxAge    time.Duration `config:"SEND_FILE_MAX_AGE_DEFAULT"` // how long clients may keep files; 0: they ask each time
	UseXSendfile      bool          `config:"USE_X_SENDFILE"`            // files of the system are sent by the server in front, which is told their path in X-Sendfile

	NoAutomaticOptions bool `config:"!PROVIDE_AUTOMATIC_OPTIONS"` // routes answer OPTIONS only where they name it
	PropagateErrors    bool `config:"PROPAGATE_EXCEPTIONS"`       // an error that nobody foresaw leaves ServeHTTP as a panic, for what stands around the application; the teardown runs before
	TrapHTTPErrors     bool `config:"TRAP_HTTP_EXCEPTIONS"`       // errors with a status are treated as those without one, unless a handler takes them
	TrapBadRequests    bool `config:"TRAP_BAD_REQUEST_ERRORS"`    // the same for errors with status 400

	TemplatesAutoReload    bool `config:"TEMPLATES_AUTO_RELOAD"`    // templates are compiled when they are first used, and anew when they change, as in debug mode; else all are compiled at the start
	ExplainTemplateLoading bool `config:"EXPLAIN_TEMPLATE_LOADING"` // the log tells where each template is looked for

	InstancePath    string `config:"INSTANCE_PATH"`     // the folder of what belongs to this installation: see App.InstancePath; absolute; "": "instance" beside the source file that calls New
	RequestIDHeader string `config:"REQUEST_ID_HEADER"` // the field in which the proxy in front sends a request's ID: see Ctx.RequestID; "": each request gets one here

	ProxyFix ProxyFix // which forwarded fields of proxies are trusted; zero: none

	Address     string        `config:"ADDRESS"`       // of Run: "host:port", ":port" or "unix:/path"; "": 127.0.0.1:5000
	NoAccessLog bool          `config:"NO_ACCESS_LOG"` // Run writes no record for each request
	Server      server.Config // limits and time-outs of Run's server; its Address is not looked at

	Static     fs.FS          // files for /static/; nil: the folder "static" beside the source file that calls New, or the working directory's
	Templates  fs.FS          // pages; nil: the folder "templates" likewise
	Jinja      jinja.Config   // how pages are written: what is undefined, white space, delimiters, translations, names; its Loader is looked at in the place of Templates
	Renderer   Templates      // renders pages in the place of Jinja: HTMLTemplates(), or the application's own; nil: Jinja
	JSON       JSONProvider   // writes and reads JSON; nil: RFC 3339 times, sorted keys
	Logger     *slog.Logger   // nil: slog's default
	Rules      RuleOptions    // how rules match
	StaticHost string         // the host of the route "static", where hosts are matched
	Values     map[string]any // every other setting, by its name
}

// RuleOptions say how URL rules match; the zero value is Flask's behaviour.
type RuleOptions struct {
	LooseSlashes       bool // a rule matches with and without its trailing slash, and none redirects (strict_slashes=False)
	KeepSlashes        bool // slashes that follow each other are not merged (merge_slashes=False)
	NoRedirectDefaults bool // a rule with defaults does not redirect to the shorter one (redirect_defaults=False)
	// SubdomainMatching matches a rule's Subdomain against what stands before
	// Config.ServerName in the request's host; a host that does not end in ServerName has
	// the subdomain "<invalid>". Without it subdomains are not looked at.
	SubdomainMatching bool
	// HostMatching matches a rule's Host against the request's host, with a port that is
	// not the scheme's own. Each route has one then, and subdomains are not looked at.
	HostMatching bool
}

func (o RuleOptions) withConverters(c map[string]rule.Converter) rule.Options {
	return rule.Options{
		LooseSlashes: o.LooseSlashes, KeepSlashes: o.KeepSlashes, NoRedirectDefaults: o.NoRedirectDefaults,
		HostMatching: o.HostMatching, Converters: c,
	}
}

// The defaults of the Config.
const (
	defaultAddress           = "127.0.0.1:5000"
	defaultMaxContentLength  = 16 << 20
	defaultMaxFormMemorySize = 500_000
	defaultMaxFormParts      = 1000
	defaultMaxCookieSize     = 4093
	defaultRequestTimeout    = 60 * time.Second
	defaultDrainTimeout      = 30 * time.Second
	defaultSessionCookie     = "session"
	defaultSessionLifetime   = 31 * 24 * time.Hour

	// cancelGrace is how long what was cancelled at the end of a drain may take.
	cancelGrace = 5 * time.Second
)

// defaults gives what is not set its default.
func (c *Config) defaults() {
	orDefault(&c.MaxContentLength, defaultMaxContentLength)
	orDefault(&c.MaxFormMemorySize, defaultMaxFormMemorySize)
	orDefault(&c.MaxFormParts, defaultMaxFormParts)
	orDefault(&c.MaxCookieSize, defaultMaxCookieSize)
	orDefault(&c.RequestTimeout, defaultRequestTimeout)
	orDefault(&c.DrainTimeout, defaultDrainTimeout)
	orDefault(&c.Address, defaultAddress)
	orDefault(&c.PreferredURLScheme, "http")
	orDefault(&c.SessionCookieName, defaultSessionCookie)
	orDefault(&c.PermanentSessionLifetime, defaultSessionLifetime)
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// check reports settings that make no sense.
func (c *Config) check() error {
	var errs []error
	if c.ApplicationRoot != "" && c.ApplicationRoot[0] != '/' {
		errs = append(errs, fmt.Errorf("APPLICATION_ROOT is %q, but it starts with a slash, like /shop", c.ApplicationRoot))
	}
	if c.InstancePath != "" && !filepath.IsAbs(c.InstancePath) {
		errs = append(errs, fmt.Errorf("INSTANCE_PATH is %q, but it is an absolute path, like /var/lib/shop", c.InstancePath))
	}
	for _, host := range c.TrustedHosts {
		if _, _, err := net.SplitHostPort(host); err == nil {
			errs = append(errs, fmt.Errorf("TRUSTED_HOSTS has %q, but hosts stand there without a port", host))
		}
	}
	return errors.Join(errs...)
}

// Lookup returns the setting of that name, whether a field of the Config or one of
// its Values, and whether it is set.
func (c *Config) Lookup(name string) (any, bool) {
	if f, ok := c.field(name); ok {
		return f.get()
	}
	v, ok := c.Values[name]
	return v, ok
}

// Get returns the setting of that name as a T, and whether it is there and is one.
// Numbers that came from a file or the environment become the T that is asked for
// where they fit.
func (c *Config) Get[T any](name string) (T, bool) {
	var to T
	v, ok := c.Lookup(name)
	if !ok {
		return to, false
	}
	return to, assignSetting(&to, v) == nil
}

// Set sets the setting of that name: the Config's field if it has one, else one of
// its Values. A value that the field cannot take is an error.
func (c *Config) Set(name string, value any) error {
	if f, ok := c.field(name); ok {
		if err := f.set(value); err != nil {
			if isSecret(name) {
				err = errSecret{formatOf(f.Type())}
			}
			return fmt.Errorf("gourd: the setting %s: %w", name, err)
		}
		return nil
	}
	if c.Values == nil {
		c.Values = map[string]any{}
	}
	c.Values[name] = value
	return nil
}

// requirement is a setting that the application cannot be without.
type requirement struct{ name, where string }

// Require names settings that must be there when the application starts, so that a
// secret that was forgotten is an error at the start and not at the first login.
func (b *Blueprint) Require(names ...string) {
	a := b.mustBeApp("Require")
	for _, name := range names {
		a.required = append(a.required, requirement{name, caller()})
	}
}

func (a *App) missingSettings() error {
	var errs []error
	for _, r := range a.required {
		v, ok := a.Config.Lookup(r.name)
		if s, isText := v.(string); !ok || isText && s == "" {
			errs = append(errs, fmt.Errorf("the setting %s is missing, which %s requires; set it in the Config, in its file, or in the environment", r.name, r.where))
		}
	}
	return errors.Join(errs...)
}

// sourceFolder is the folder of the source file that called New, where it is
// there; a binary that was moved away from its source has the working directory.
func sourceFolder() string {
	file, _ := callSite()
	if folder := filepath.Dir(file); filepath.IsAbs(folder) {
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder
		}
	}
	return "."
}
