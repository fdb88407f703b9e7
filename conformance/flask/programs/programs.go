// Package programs lists the programs: pairs of applications in Python and in Go that
// must answer the same. Each has a folder with both halves; see [flask.Program].
package programs

import (
	"github.com/gourd-go/gourd/conformance/flask"
	"github.com/gourd-go/gourd/conformance/flask/programs/greeting"
)

// All are the programs.
func All() []flask.Program {
	return []flask.Program{
		greeting.Program(),
	}
}
