package postgres

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"

	"github.com/gourd-go/gourd/db"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Driver serves the URLs that begin with postgres:// or postgresql://. Name it in [db.Open].
const Driver driver = "postgres"

type driver string

var _ db.Driver = Driver

// Schemes returns "postgres" and "postgresql".
func (driver) Schemes() []string { return []string{"postgres", "postgresql"} }

// New checks a URL, with all of libpq's options. It does not connect.
func (driver) New(config db.Config) (db.Backend, error) {
	parsed, err := url.Parse(config.URL)
	if err != nil {
		cause, _ := errors.AsType[*url.Error](err) // whose text would repeat the URL
		return nil, fmt.Errorf("db: the URL %q cannot be read: %w; escape special characters of the password, @ as %%40", db.Redact(config.URL), cause.Err)
	}
	pool, err := pgxpool.ParseConfig(config.URL)
	if err != nil {
		return nil, fmt.Errorf("db: the URL %q: %s", db.Redact(config.URL), reason(err, parsed))
	}
	options := parsed.Query()
	if !options.Has("pool_max_conns") {
		pool.MaxConns = int32(min(config.MaxConns, math.MaxInt32))
	}
	if !options.Has("pool_min_conns") {
		pool.MinConns = int32(min(config.MinConns, int(pool.MaxConns)))
	}
	if !options.Has("pool_max_conn_lifetime") {
		pool.MaxConnLifetime = config.MaxLifetime
	}
	if !options.Has("pool_max_conn_idle_time") {
		pool.MaxConnIdleTime = config.MaxIdle
	}
	pool.ConnConfig.ConnectTimeout = config.ConnectTimeout
	pool.PingTimeout = config.ConnectTimeout
	return newBackend(config, pool), nil
}

// reason is what pgx has against a URL, in a text that cannot hold the password.
func reason(err error, parsed *url.URL) string {
	text := err.Error()
	if inner := errors.Unwrap(err); inner != nil { // the outer text repeats the URL
		text = inner.Error()
	}
	if _, after, ok := strings.Cut(text, "`: "); ok {
		text = after
	}
	secrets := []string{parsed.Query().Get("password"), parsed.Query().Get("sslpassword")}
	if password, ok := parsed.User.Password(); ok {
		secrets = append(secrets, password, url.QueryEscape(password), url.PathEscape(password))
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "xxxxx")
		}
	}
	return text
}
