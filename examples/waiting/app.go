package main

import (
	"cmp"
	"html/template"
	"net"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/client"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/postgres"
	"github.com/gourd-go/gourd/db/sqlite"
)

// Options are what the demo can be told. The Database is required, the rest has
// defaults.
type Options struct {
	Config   gourd.Config  // its Templates and Static are the demo's own
	Database *db.DB        // not open yet; the application opens and closes it
	Wait     time.Duration // of /async; 0: 2 s
	Pause    time.Duration // before each line of /stream; 0: 100 ms
	Work     time.Duration // of /background; 0: 1 s
	Requests int           // of a burst, until the visitor says another number; 0: 500
}

// fromEnv reads ADDR ("host:port") and DATABASE_URL.
func fromEnv(env func(string) string) (Options, error) {
	url := cmp.Or(env("DATABASE_URL"), "sqlite://:memory:")
	database, err := db.Open(url, sqlite.Driver, postgres.Driver)
	return Options{Config: gourd.Config{Address: env("ADDR")}, Database: database}, err
}

// demo is what the views share.
type demo struct {
	wait     time.Duration
	pause    time.Duration
	work     time.Duration
	requests int
	address  string // where the application listens; "" until it does

	database *db.DB
	todos    *todoService
	api      *client.Session // to the to-do service
	self     *client.Session // to this application, for bursts
	journal  journal

	entries   []entry // of the start page
	burstCode template.HTML
}

// NewApp makes the demo.
func NewApp(o Options) *gourd.App {
	code := newListing()
	d := &demo{
		wait:     cmp.Or(o.Wait, 2*time.Second),
		pause:    cmp.Or(o.Pause, 100*time.Millisecond),
		work:     cmp.Or(o.Work, time.Second),
		requests: cmp.Or(o.Requests, 500),
		database: o.Database,
		todos:    &todoService{},
		api:      client.New(client.Config{NoProxy: true}),
		self: client.New(client.Config{
			NoProxy:     true,
			MaxRequests: maxBurst,
			Pool:        client.Pool{MaxIdle: maxBurst}, // a connection for each request of a burst
		}),
		entries:   newEntries(code),
		burstCode: code.of("burst", "fire", "shoot"),
	}

	config := o.Config
	config.Templates, config.Static = folder("templates"), folder("static")
	config.Server.OnListen = d.listening(config.Server.OnListen)

	app := gourd.New("waiting", config)
	app.Manage(d.database, d.todos, d.api, d.self)
	app.OnStart(d.fillTable)
	app.After(onlyOwnFiles)

	app.Get("/", d.index)
	app.Get("/favicon.ico", d.favicon)

	app.Get("/async", d.async)
	app.Get("/async-request", d.asyncRequest)
	app.Get("/async-db", d.asyncDB)
	app.Get("/gather", d.gather)
	app.Get("/stream", d.stream)
	app.Get("/cpu", d.cpu)
	app.Get("/sync", d.sync)

	app.Get("/background", d.background)
	app.Get("/background/log", d.backgroundLog)

	app.Get("/upload", d.uploadForm)
	app.Post("/upload", d.upload)

	app.Op("POST", "/burst", d.burst)
	return app
}

// listening keeps the application's address, and tells whoever else wants it.
func (d *demo) listening(told func(net.Addr)) func(net.Addr) {
	return func(addr net.Addr) {
		d.address = addr.String()
		if told != nil {
			told(addr)
		}
	}
}
