package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/postgres"
	"github.com/gourd-go/gourd/internal/pgtest"
	"github.com/gourd-go/gourd/internal/require"
	"github.com/jackc/pgx/v5/pgtype"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	code := pgtest.Run(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d := db.MustOpen(url, postgres.Driver)
	if err := d.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return d
}

// with adds an option to a URL.
func with(url, option string) string {
	if strings.Contains(url, "?") {
		return url + "&" + option
	}
	return url + "?" + option
}

func TestURLs(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://u:secret@h/x?sslmode=maybe":  "sslmode",
		"postgres://u:se%cret@h/x":               "escape special characters",
		"postgres://u:secret@h:port/x":           "port",
		"postgresql://u:secret@h/x?max_size=no":  "at least 1",
		"postgres://h/x?password=secret&port=no": "port",
	} {
		_, err := db.Open(url, postgres.Driver)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "se%cret") {
			t.Errorf("%s: %v, want an error with %q and without the password", url, err, want)
		}
	}
	for _, url := range []string{"postgres://u:secret@127.0.0.1:5432/x?sslmode=disable&application_name=shop&pool_max_conns=3", "postgresql:///x?host=/tmp"} {
		d, err := db.Open(url, postgres.Driver)
		if err != nil || strings.Contains(d.String(), "secret") {
			t.Errorf("%s: %v, %v", url, d, err)
		}
	}
}

func TestOpenTellsThatNobodyAnswers(t *testing.T) {
	refusing := listen(t)
	refusing.Close()
	silent := listen(t) // accepts, by way of the kernel, and says nothing
	defer silent.Close()
	for _, l := range []net.Listener{refusing, silent} {
		d := db.MustOpen("postgres://u:secret@"+l.Addr().String()+"/x?sslmode=disable&connect_timeout=200ms", postgres.Driver)
		err := d.Open(t.Context()) // which would wait for ever without a time-out
		if !errors.Is(err, db.ErrUnavailable) || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), l.Addr().String()) {
			t.Errorf("%v, want ErrUnavailable with the address and without the password", err)
		}
		if status, ok := errors.AsType[interface {
			error
			HTTPStatus() int
		}](err); !ok || status.HTTPStatus() != 503 {
			t.Errorf("%v has no HTTP status 503", err)
		}
	}
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTypesOfRows(t *testing.T) {
	d := open(t, pgtest.URL(t))
	if _, err := d.Execute(t.Context(), "CREATE TYPE mood AS ENUM ('glad', 'sad')"); err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]any{
		"1::int2":         int64(1),
		"2::int4":         int64(2),
		"3::int8":         int64(3),
		"0.5::real":       0.5,
		"1.50":            db.Decimal("1.50"),
		"'x'::text":       "x",
		"'x'::char":       "x",
		"true":            true,
		"NULL::int4":      nil,
		"'glad'::mood":    "glad",
		`'\x00ff'::bytea`: []byte{0, 255},
		"'0190b2a4-0000-7000-8000-0123456789ab'::uuid": "0190b2a4-0000-7000-8000-0123456789ab",
		`'{"a": 1}'::json`:                     db.RawJSON(`{"a": 1}`),
		`'{"a":1}'::jsonb`:                     db.RawJSON(`{"a": 1}`),
		"timestamptz '2026-01-02 03:04:05+01'": time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC),
		"timestamp '2026-01-02 03:04:05'":      time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		"date '2026-01-02'":                    time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
		"ARRAY[1,2,NULL]":                      []any{int64(1), int64(2), nil},
		"ARRAY['a']":                           []any{"a"},
		"'10.0.0.0/8'::cidr":                   "10.0.0.0/8",
		"interval '1 day 2 hours'":             "1 day 02:00:00",
		"time '03:04:05'":                      "03:04:05.000000",
		"'infinity'::timestamptz":              "infinity",
	} {
		got, err := d.FetchVal(t.Context(), "SELECT "+sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", sql, diff)
		}
		if _, err := json.Marshal(got); err != nil {
			t.Errorf("%s does not encode: %v", sql, err)
		}
	}
}

func TestTypedDestinations(t *testing.T) {
	d := open(t, pgtest.URL(t))
	ctx := t.Context()
	type all struct {
		Tags   []string
		Price  db.Decimal
		Cents  float64
		UUID   string
		Whole  int
		Map    map[string]int
		Day    time.Time
		Status status
	}
	const query = `SELECT ARRAY['a','b'] AS tags, 1.50 AS price, 2.5::numeric AS cents, '0190b2a4-0000-7000-8000-0123456789ab'::uuid AS uuid,
		sum(3::int) AS whole, '{"k": 4}'::jsonb AS map, date '2026-01-02' AS day, 'open' AS status`
	got, err := db.One[all](ctx, d, query)
	want := all{[]string{"a", "b"}, "1.50", 2.5, "0190b2a4-0000-7000-8000-0123456789ab", 3, map[string]int{"k": 4}, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), "open"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := d.Execute(ctx, "CREATE TABLE a (tags TEXT[], price NUMERIC(10, 2), uuid UUID, map JSONB, day DATE, status TEXT)"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Execute(ctx, "INSERT INTO a VALUES (:tags, :price, :uuid, :map, :day, :status)", want); err != nil {
		t.Fatal(err)
	}
	if n, err := db.Val[int](ctx, d, "SELECT count(*) FROM a WHERE price = :price AND map->>'k' = '4' AND tags = :tags", db.Args{"price": db.Decimal("1.5"), "tags": []string{"a", "b"}}); err != nil || n != 1 {
		t.Error(n, err)
	}
	row, err := d.FetchOne(ctx, "SELECT map, price FROM a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Execute(ctx, "INSERT INTO a (map, price) VALUES (:map, :price)", row.Map()); err != nil {
		t.Error(err)
	}
}

func TestNullFitsWhereItIsMeantTo(t *testing.T) {
	d := open(t, pgtest.URL(t))
	for range 500 { // pgx by itself takes it one time in many
		if got, err := db.Val[string](t.Context(), d, "SELECT NULL::timestamptz"); err == nil || !strings.Contains(err.Error(), "NULL does not fit into string") {
			t.Fatalf("NULL became %q, %v", got, err)
		}
	}
	type nullable struct {
		Pointer *int
		Scanner pgtype.Int4
		Range   pgtype.Range[pgtype.Int4]
		Array   pgtype.Array[int]
		Tags    []string
		Any     any
	}
	one, four, five := 1, pgtype.Int4{Int32: 4, Valid: true}, pgtype.Int4{Int32: 5, Valid: true}
	full := nullable{
		&one, four,
		pgtype.Range[pgtype.Int4]{Lower: four, Upper: five, LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true},
		pgtype.Array[int]{Elements: []int{1}, Dims: []pgtype.ArrayDimension{{Length: 1, LowerBound: 1}}, Valid: true},
		[]string{"a"},
		"x",
	}
	got, err := db.All[nullable](t.Context(), d, `SELECT 1 AS pointer, 4 AS scanner, int4range(4, 5) AS range, ARRAY[1] AS array, ARRAY['a'] AS tags, 'x' AS any
		UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL`)
	if diff := cmp.Diff([]nullable{full, {}}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

type status string

func TestErrorsHaveASQLState(t *testing.T) {
	d := open(t, pgtest.URL(t))
	_, err := d.FetchAll(t.Context(), "SELECT $1::int / 0", 5)
	if e, ok := errors.AsType[*postgres.Error](err); !ok || e.Code != "22012" || !strings.Contains(err.Error(), "division by zero (SQLSTATE 22012)") {
		t.Errorf("%v", err)
	}
	_, err = d.FetchAll(t.Context(), "SELECT CAST($1 AS text)::int", "hunter2")
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "invalid input syntax") {
		t.Errorf("%v", err)
	}
	_, err = d.FetchAll(t.Context(), "SELECT $1::int", map[string]string{"hunter2": "hunter2"})
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "argument 1, a map[string]string, does not fit the parameter's type int4") {
		t.Errorf("%v", err)
	}
	err = d.Transaction(t.Context(), func(tx *db.Tx) error {
		_, _ = tx.Execute(t.Context(), "SELECT 1/0")
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "has rolled it back") {
		t.Errorf("a commit after an ignored error: %v", err)
	}
}

func TestAPoolWithoutAFreeConnectionSaysSo(t *testing.T) {
	d := open(t, with(pgtest.URL(t), "max_size=1&acquire_timeout=1s"))
	err := d.Transaction(t.Context(), func(tx *db.Tx) error {
		_, err := d.FetchAll(t.Context(), "SELECT 1")
		return err
	})
	if !errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), "postgres_test.go:") {
		t.Errorf("%v, want ErrUnavailable with the place of the transaction", err)
	}
	if _, err := d.FetchAll(t.Context(), "SELECT 1"); err != nil {
		t.Error(err)
	}
}

func TestALoopThatIsLeftDoesNotReadTheRest(t *testing.T) {
	d := open(t, pgtest.URL(t))
	began := time.Now()
	// In the list of columns the series is made row by row; all of it would take half an hour.
	for _, err := range d.Iterate(t.Context(), "SELECT generate_series(1, 2000000000), repeat('x', 1000)") {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	if _, err := d.FetchAll(t.Context(), "SELECT 1"); err != nil {
		t.Error(err)
	}
}

func TestManyAtOnce(t *testing.T) {
	d := open(t, pgtest.URL(t))
	if _, err := d.Execute(t.Context(), "CREATE TABLE c (n INT); INSERT INTO c VALUES (0)"); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for range 10 {
				if _, err := d.Execute(t.Context(), "UPDATE c SET n = n + 1"); err != nil {
					t.Error(err)
				}
				if _, err := db.Val[int](t.Context(), d, "SELECT n FROM c"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := db.Val[int](t.Context(), d, "SELECT n FROM c"); n != 320 || err != nil {
		t.Error(n, err)
	}
}

func TestThePoolRecoversWhenTheServerIsBack(t *testing.T) {
	server, err := pgtest.Start()
	if err != nil {
		require.Or(t, "postgres", err.Error())
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	d := open(t, with(server.URL("postgres"), "max_size=4&connect_timeout=60s"))
	warm(t, d, 4)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, call := range []func() error{
		func() error { _, err := d.FetchAll(t.Context(), "SELECT 1"); return err },
		func() error { _, err := d.Execute(t.Context(), "SELECT 1"); return err },
		func() error { return d.Transaction(t.Context(), func(*db.Tx) error { return nil }) },
		func() error { return d.ExecuteMany(t.Context(), "SELECT $1::int", [][]any{{1}}) },
	} {
		if err := call(); !errors.Is(err, db.ErrUnavailable) {
			t.Errorf("%v, want ErrUnavailable", err)
		}
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	warm(t, d, 4)
}

// warm uses n connections at once, all of which must work.
func warm(t *testing.T, d *db.DB, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, err := d.FetchAll(t.Context(), "SELECT pg_sleep(0.05)"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestACutLineIsUnavailableAndComesBack(t *testing.T) {
	p := startProxy(t, pgtest.URL(t))
	d := open(t, p.url)
	lost := make(chan error)
	go func() {
		_, err := d.FetchAll(t.Context(), "SELECT pg_sleep(30)")
		lost <- err
	}()
	p.awaitQuery("pg_sleep(30)")
	p.cut()
	if err := <-lost; !errors.Is(err, db.ErrUnavailable) {
		t.Errorf("a query whose line was cut: %v, want ErrUnavailable", err)
	}
	if _, err := d.FetchAll(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("the next query: %v", err)
	}
	err := d.Transaction(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.FetchAll(t.Context(), "SELECT 1"); err != nil {
			t.Error(err)
		}
		p.cut()
		_, err := tx.FetchAll(t.Context(), "SELECT 1")
		return err
	})
	if !errors.Is(err, db.ErrUnavailable) {
		t.Errorf("a transaction whose line was cut: %v, want ErrUnavailable", err)
	}
	for row, err := range d.Iterate(t.Context(), "SELECT generate_series(1, 1000000)::int AS i, repeat('x', 1000)") {
		if err != nil {
			if !errors.Is(err, db.ErrUnavailable) {
				t.Errorf("a stream whose line was cut: %v, want ErrUnavailable", err)
			}
			break
		}
		if row.Get("i") == int64(1) {
			p.cut()
		}
	}
	if _, err := d.FetchAll(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("the next query: %v", err)
	}
}

// proxy stands between the database and its server, and can cut the lines.
type proxy struct {
	url     string
	queries chan string // what the clients have sent
	mu      sync.Mutex
	lines   []net.Conn
}

func startProxy(t *testing.T, target string) *proxy {
	t.Helper()
	network, address := serverOf(t, target)
	l := listen(t)
	p := &proxy{queries: make(chan string, 1024)}
	before, _, _ := strings.Cut(target, "?")
	scheme, path, _ := strings.Cut(before, "@")
	_, name, _ := strings.Cut(path, "/")
	p.url = scheme + "@" + l.Addr().String() + "/" + name + "?sslmode=disable"
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, address)
			if err != nil {
				client.Close()
				continue
			}
			p.mu.Lock()
			p.lines = append(p.lines, client, server)
			p.mu.Unlock()
			wg.Go(func() { p.pass(server, client, true) })
			wg.Go(func() { p.pass(client, server, false) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.cut()
		wg.Wait()
	})
	return p
}

// pass copies what src sends to dst.
func (p *proxy) pass(dst, src net.Conn, note bool) {
	defer dst.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := src.Read(buf)
		if note {
			select {
			case p.queries <- string(buf[:n]):
			default:
			}
		}
		if _, failed := dst.Write(buf[:n]); failed != nil || err != nil {
			return
		}
	}
}

// awaitQuery returns when a client has sent the text.
func (p *proxy) awaitQuery(text string) {
	for !strings.Contains(<-p.queries, text) {
	}
}

func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.lines {
		line.Close()
	}
	p.lines = nil
}

// serverOf returns where the server of a URL listens.
func serverOf(t *testing.T, url string) (network, address string) {
	t.Helper()
	d := open(t, url)
	row, err := d.FetchOne(t.Context(), "SELECT host(inet_server_addr()) AS host, inet_server_port() AS port, current_setting('unix_socket_directories') AS dir, current_setting('port') AS socket")
	if err != nil {
		t.Fatal(err)
	}
	if host, ok := row.Get("host").(string); ok {
		return "tcp", net.JoinHostPort(host, fmt.Sprint(row.Get("port")))
	}
	return "unix", fmt.Sprintf("%s/.s.PGSQL.%s", row.Get("dir"), row.Get("socket"))
}
