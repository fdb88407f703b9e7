//go:build linux

package harness

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
)

// Median returns the middle of the values, the upper one of two; the zero value when
// there are none.
func Median[T cmp.Ordered](values []T) T { return Percentile(values, 50) }

// Percentile returns the value behind p per cent of the sorted values; the largest for
// 100, the zero value when there are none. values stay in their order.
func Percentile[T cmp.Ordered](values []T, p float64) T {
	if len(values) == 0 {
		var none T
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	at := int(p / 100 * float64(len(sorted)))
	return sorted[min(at, len(sorted)-1)]
}

// Table is a Markdown table. The first column holds names, the others figures.
type Table struct {
	Head []string
	rows [][]string
}

// Row adds a row.
func (t *Table) Row(cells ...string) { t.rows = append(t.rows, cells) }

// Empty reports whether the table has no row.
func (t *Table) Empty() bool { return len(t.rows) == 0 }

// Write writes the table, its columns aligned.
func (t *Table) Write(w io.Writer) error {
	widths := make([]int, len(t.Head))
	for _, row := range append([][]string{t.Head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)), 3)
		}
	}
	var b strings.Builder
	line := func(row []string) {
		for i, cell := range row {
			if i == 0 {
				fmt.Fprintf(&b, "| %-*s ", widths[i], cell)
			} else {
				fmt.Fprintf(&b, "| %*s ", widths[i], cell)
			}
		}
		b.WriteString("|\n")
	}
	line(t.Head)
	for i, width := range widths {
		if i == 0 {
			b.WriteString("|" + strings.Repeat("-", width+2))
		} else {
			b.WriteString("|" + strings.Repeat("-", width+1) + ":")
		}
	}
	b.WriteString("|\n")
	for _, row := range t.rows {
		line(row)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Machine describes what the figures were taken on, in a line.
func Machine() string {
	return fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}
