package db_test

import (
	"path/filepath"
	"testing"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/internal/pgtest"
)

// bench runs a benchmark on a table of 1,000 notes of every backend.
func bench(b *testing.B, f func(b *testing.B, d *db.DB)) {
	for _, backend := range []struct {
		name string
		url  func(b *testing.B) string
	}{
		{"sqlite", func(b *testing.B) string { return "sqlite:///" + filepath.Join(b.TempDir(), "bench.db") }},
		{"postgres", func(b *testing.B) string { return pgtest.URL(b) }},
	} {
		b.Run(backend.name, func(b *testing.B) {
			d := open(b, backend.url(b))
			createNotes(b, d)
			insertMany(b, d, 1000)
			b.ReportAllocs()
			b.ResetTimer()
			f(b, d)
		})
	}
}

const byID = "SELECT id, title, done FROM notes WHERE id = :id"

func BenchmarkOne(b *testing.B) {
	bench(b, func(b *testing.B, d *db.DB) {
		ctx := b.Context()
		for i := range b.N {
			if _, err := db.One[note](ctx, d, byID, db.Args{"id": int64(i%1000 + 1)}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOneByNumber(b *testing.B) {
	bench(b, func(b *testing.B, d *db.DB) {
		ctx := b.Context()
		for i := range b.N {
			if _, err := db.One[note](ctx, d, "SELECT id, title, done FROM notes WHERE id = $1", int64(i%1000+1)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOneParallel(b *testing.B) {
	bench(b, func(b *testing.B, d *db.DB) {
		b.SetParallelism(8)
		b.RunParallel(func(p *testing.PB) {
			ctx := b.Context()
			for i := int64(0); p.Next(); i++ {
				if _, err := db.One[note](ctx, d, byID, db.Args{"id": i%1000 + 1}); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func BenchmarkAll1000(b *testing.B) {
	bench(b, func(b *testing.B, d *db.DB) {
		for range b.N {
			if notes, err := db.All[note](b.Context(), d, "SELECT id, title, done FROM notes"); err != nil || len(notes) != 1000 {
				b.Fatal(len(notes), err)
			}
		}
	})
}

func BenchmarkFetchAll1000(b *testing.B) {
	bench(b, func(b *testing.B, d *db.DB) {
		for range b.N {
			if rows, err := d.FetchAll(b.Context(), "SELECT id, title, done FROM notes"); err != nil || len(rows) != 1000 {
				b.Fatal(len(rows), err)
			}
		}
	})
}

func BenchmarkExecute(b *testing.B) {
	bench(b, func(b *testing.B, d *db.DB) {
		for i := range b.N {
			if _, err := d.Execute(b.Context(), "UPDATE notes SET done = :done WHERE id = :id", db.Args{"done": i%2 == 0, "id": int64(i%1000 + 1)}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
