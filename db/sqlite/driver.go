package sqlite

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/db"
)

// Driver serves the URLs that begin with sqlite://. Name it in [db.Open].
const Driver driver = "sqlite"

type driver string

var _ db.Driver = Driver

// Schemes returns "sqlite".
func (driver) Schemes() []string { return []string{"sqlite"} }

// New checks a sqlite:// URL. It opens no file.
func (driver) New(config db.Config) (db.Backend, error) {
	rest, ok := strings.CutPrefix(config.URL, "sqlite://")
	if !ok {
		return nil, fmt.Errorf("db: the URL %q does not begin with sqlite://", config.URL)
	}
	path, query, _ := strings.Cut(rest, "?")
	b := &backend{config: config, busyTimeout: 5 * time.Second, synchronous: "NORMAL", foreignKeys: "ON"}
	if err := b.readOptions(query); err != nil {
		return nil, err
	}
	path, err := url.PathUnescape(path)
	if err != nil {
		return nil, fmt.Errorf("db: the path in %q is not well escaped; write %%25 where a percent sign is meant", config.URL)
	}
	switch {
	case path == ":memory:" || path == "/:memory:" || path == "" || path == "/":
		if !strings.Contains(path, "memory") {
			return nil, fmt.Errorf("db: the URL %q names no file; write sqlite://:memory:, sqlite:///notes.db or sqlite:////var/lib/notes.db", config.URL)
		}
		b.path, b.memory = ":memory:", true
	case !strings.HasPrefix(path, "/"):
		return nil, fmt.Errorf("db: the URL %q has a host, which SQLite has not; a file in the current folder has three slashes, sqlite:///%s, an absolute path four", config.URL, path)
	default:
		b.path = path[1:]
	}
	return b, nil
}

// readOptions reads the options that only SQLite has.
func (b *backend) readOptions(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return fmt.Errorf("db: the options of the sqlite URL are not well escaped: %q", query)
	}
	for name, list := range values {
		value := list[len(list)-1]
		switch name {
		case "busy_timeout":
			if n, err := strconv.Atoi(value); err == nil {
				value = strconv.Itoa(n) + "s"
			}
			if b.busyTimeout, err = time.ParseDuration(value); err != nil || b.busyTimeout < 0 {
				return fmt.Errorf("db: the sqlite URL's option busy_timeout=%s must be a duration like 5s", value)
			}
		case "synchronous":
			switch b.synchronous = strings.ToUpper(value); b.synchronous {
			case "OFF", "NORMAL", "FULL", "EXTRA":
			default:
				return fmt.Errorf("db: the sqlite URL's option synchronous=%s must be off, normal, full or extra", value)
			}
		case "foreign_keys":
			switch b.foreignKeys = strings.ToUpper(value); b.foreignKeys {
			case "ON", "OFF":
			default:
				return fmt.Errorf("db: the sqlite URL's option foreign_keys=%s must be on or off", value)
			}
		default:
			return fmt.Errorf("db: the sqlite URL has the unknown option %q; there are busy_timeout, synchronous, foreign_keys, and those of db.Config", name)
		}
	}
	return nil
}
