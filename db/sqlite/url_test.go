package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
)

func TestFileURLLeadsToTheFile(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	for _, path := range []string{
		filepath.Join(folder, "plain.db"), "relative.db", "a b.db", "100%.db", "what?x=1.db", "no#2.db", "a&b=c.db", "grün.db", "%41.db", ":memory:",
	} {
		database, err := db.Open(sqlite.FileURL(path), sqlite.Driver)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := database.Open(t.Context()); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		_, err = database.Execute(t.Context(), "CREATE TABLE t (x)")
		if closed := database.Close(t.Context()); err != nil || closed != nil {
			t.Errorf("%s: %v, %v", path, err, closed)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the database of %s is not there: %v", path, err)
		}
	}
}
