package db

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config is a database's address and the limits of its connections. Zero values are the defaults. Each limit can also
// be given in the URL, which wins: postgres://…/shop?max_size=20&acquire_timeout=5s.
type Config struct {
	// URL is the address: "sqlite:///relative.db", "sqlite:////absolute/path.db", "sqlite://:memory:",
	// "postgres://user:password@host:5432/name?sslmode=require". Required.
	URL string
	// Drivers are the drivers that the URL may need. Required.
	Drivers []Driver
	// MaxConns is the number of connections at most ("max_size" in the URL, as in Python's databases). On SQLite it
	// counts the readers; the writer comes on top. Default: 4 per CPU, at least 4.
	MaxConns int
	// MinConns is the number of connections that are kept open ("min_size"). Default 1. SQLite opens its readers
	// when they are first needed.
	MinConns int
	// ConnectTimeout bounds the making of one connection ("connect_timeout"; a plain number means seconds).
	// Default 10 s.
	ConnectTimeout time.Duration
	// AcquireTimeout bounds the wait for a free connection, or for SQLite's writer ("acquire_timeout"). When it is
	// over the statement fails with [ErrUnavailable]; it is there so that a task which waits for a connection that
	// it holds itself gets an answer. Default 30 s.
	AcquireTimeout time.Duration
	// MaxLifetime is the age at which a connection is replaced ("max_lifetime"). Default 1 h. SQLite ignores it.
	MaxLifetime time.Duration
	// MaxIdle is how long an unused connection is kept ("max_idle"). Default 30 min. SQLite ignores it.
	MaxIdle time.Duration
}

// Open is [Open] with every option.
func (c Config) Open() (*DB, error) {
	scheme, _, ok := strings.Cut(c.URL, "://")
	if !ok || scheme == "" {
		return nil, fmt.Errorf("db: the URL %q has no scheme; write it like sqlite:///notes.db or postgres://user@host/name", Redact(c.URL))
	}
	driver, err := c.driver(strings.ToLower(scheme))
	if err != nil {
		return nil, err
	}
	if err := c.takeOptions(); err != nil {
		return nil, err
	}
	c.setDefaults()
	backend, err := driver.New(c)
	if err != nil {
		return nil, err
	}
	return newDB(backend, c), nil
}

// driver finds the driver for a scheme among those named.
func (c Config) driver(scheme string) (Driver, error) {
	var served []string
	for _, d := range c.Drivers {
		if slices.Contains(d.Schemes(), scheme) {
			return d, nil
		}
		served = append(served, d.Schemes()...)
	}
	known := map[string]string{"sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres"}
	if name, ok := known[scheme]; ok {
		return nil, fmt.Errorf("db: the URL %q needs the driver %[2]s.Driver; import github.com/gourd-go/gourd/db/%[2]s and name it: db.Open(url, %[2]s.Driver)", Redact(c.URL), name)
	}
	if len(served) == 0 {
		return nil, fmt.Errorf("db: the URL %q has the scheme %q, which no driver of gourd serves; there are sqlite and postgres", Redact(c.URL), scheme)
	}
	return nil, fmt.Errorf("db: the URL %q has the scheme %q; the drivers named in Open serve %s", Redact(c.URL), scheme, strings.Join(served, ", "))
}

// takeOptions moves the options of Config from the URL's query into the fields, and leaves the driver's in the URL.
func (c *Config) takeOptions() error {
	base, query, found := strings.Cut(c.URL, "?")
	if !found {
		return nil
	}
	var rest []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(value)
		if err != nil {
			return fmt.Errorf("db: the URL's option %s is not well escaped", name)
		}
		switch name {
		case "max_size":
			err = positive(value, &c.MaxConns)
		case "min_size":
			err = positive(value, &c.MinConns)
		case "connect_timeout":
			err = duration(value, &c.ConnectTimeout)
		case "acquire_timeout":
			err = duration(value, &c.AcquireTimeout)
		case "max_lifetime":
			err = duration(value, &c.MaxLifetime)
		case "max_idle":
			err = duration(value, &c.MaxIdle)
		default:
			rest = append(rest, pair)
		}
		if err != nil {
			return fmt.Errorf("db: the URL's option %s=%s: %w", name, value, err)
		}
	}
	c.URL = base
	if len(rest) > 0 {
		c.URL += "?" + strings.Join(rest, "&")
	}
	return nil
}

func (c *Config) setDefaults() {
	if c.MaxConns <= 0 {
		c.MaxConns = max(4, 4*runtime.GOMAXPROCS(0))
	}
	if c.MinConns <= 0 {
		c.MinConns = 1
	}
	c.MinConns = min(c.MinConns, c.MaxConns)
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.ConnectTimeout, 10 * time.Second},
		{&c.AcquireTimeout, 30 * time.Second},
		{&c.MaxLifetime, time.Hour},
		{&c.MaxIdle, 30 * time.Minute},
	} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
}

func positive(s string, dst *int) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return errors.New("a number of at least 1 is expected")
	}
	*dst = n
	return nil
}

// duration reads "5s" or a plain number of seconds, as libpq's connect_timeout.
func duration(s string, dst *time.Duration) error {
	if n, err := strconv.Atoi(s); err == nil {
		s = strconv.Itoa(n) + "s"
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return errors.New("a duration like 5s is expected")
	}
	*dst = d
	return nil
}

// Redact returns a database URL without what is secret in it: the password before the host becomes "xxxxx", as do the
// options whose names speak of a password. It works on URLs that do not parse, too.
func Redact(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	rest, query, hasQuery := strings.Cut(rest, "?")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if user, _, ok := strings.Cut(rest[:at], ":"); ok {
			rest = user + ":xxxxx" + rest[at:]
		}
	}
	address = scheme + "://" + rest
	if !hasQuery {
		return address
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		if name, _, ok := strings.Cut(pair, "="); ok && strings.Contains(strings.ToLower(name), "pass") {
			pairs[i] = name + "=xxxxx"
		}
	}
	return address + "?" + strings.Join(pairs, "&")
}
