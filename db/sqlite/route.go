package sqlite

import (
	"strings"
	"sync"
)

// routeLimit is how many queries are remembered as reading or not.
const routeLimit = 4096

// routes remembers which queries are tried on a reader. Its zero value is ready.
type routes struct {
	mu    sync.RWMutex
	known map[string]bool
}

// reads reports whether a query should be tried on a reader.
func (r *routes) reads(sql string) bool {
	r.mu.RLock()
	reads, ok := r.known[sql]
	r.mu.RUnlock()
	if !ok {
		reads = readsByItsWords(sql)
		r.put(sql, reads)
	}
	return reads
}

// writes notes that a query belongs to the writer, whatever its first word.
func (r *routes) writes(sql string) { r.put(sql, false) }

func (r *routes) put(sql string, reads bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= routeLimit { // queries with values in their text
		r.known = map[string]bool{}
	}
	r.known[sql] = reads
}

// readsByItsWords guesses from a query's first word. The functions that tell of the connection's last change must ask
// the writer.
func readsByItsWords(sql string) bool {
	lower := strings.ToLower(sql)
	for _, function := range [...]string{"last_insert_rowid", "changes"} {
		if _, after, ok := strings.Cut(lower, function); ok && strings.HasPrefix(strings.TrimLeft(after, " \t\r\n"), "(") {
			return false
		}
	}
	lower = skipBlank(lower)
	for _, word := range [...]string{"select", "values", "with", "explain"} {
		if rest, ok := strings.CutPrefix(lower, word); ok {
			return rest == "" || rest[0] < 'a' || rest[0] > 'z'
		}
	}
	return false
}

// skipBlank returns a text without the blanks, semicolons and comments it begins with.
func skipBlank(sql string) string {
	for {
		sql = strings.TrimLeft(sql, " \t\r\n;")
		switch {
		case strings.HasPrefix(sql, "--"):
			_, sql, _ = strings.Cut(sql, "\n")
		case strings.HasPrefix(sql, "/*"):
			_, sql, _ = strings.Cut(sql[2:], "*/")
		default:
			return sql
		}
	}
}
