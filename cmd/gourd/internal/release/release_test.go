package release_test

import (
	"fmt"
	"runtime/debug"
	"testing"

	"github.com/gourd-go/gourd/cmd/gourd/internal/release"
)

func TestFrom(t *testing.T) {
	revision := []debug.BuildSetting{{Key: "vcs.revision", Value: "1a2b3c4d5e6f7a8b9c0d"}}
	modified := append([]debug.BuildSetting{{Key: "vcs.modified", Value: "true"}}, revision...)
	for _, c := range []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"a released version", debug.BuildInfo{Main: debug.Module{Version: "v0.1.0"}}, "v0.1.0"},
		{"a pre-release", debug.BuildInfo{Main: debug.Module{Version: "v0.1.0-rc.1"}}, "v0.1.0-rc.1"},
		{"a pre-release of two parts", debug.BuildInfo{Main: debug.Module{Version: "v0.1.0-rc-1-x"}}, "v0.1.0-rc-1-x"},
		{"no version control", debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "devel"},
		{"no version", debug.BuildInfo{}, "devel"},
		{"a checkout at a tag", debug.BuildInfo{Main: debug.Module{Version: "v0.1.0"}, Settings: revision}, "v0.1.0 (revision 1a2b3c4d5e6f)"},
		{"a checkout behind a tag", debug.BuildInfo{Main: debug.Module{Version: "v0.1.1-0.20260801101500-1a2b3c4d5e6f"}, Settings: revision}, "devel (revision 1a2b3c4d5e6f)"},
		{"a checkout without a tag", debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20260801101500-1a2b3c4d5e6f"}, Settings: revision}, "devel (revision 1a2b3c4d5e6f)"},
		{"a checkout with changes", debug.BuildInfo{Main: debug.Module{Version: "v0.1.0+dirty"}, Settings: modified}, "devel (revision 1a2b3c4d5e6f, modified)"},
		{"a module that is replaced", debug.BuildInfo{Main: debug.Module{Version: "v0.1.0", Replace: &debug.Module{Path: "/src/gourd"}}}, "devel"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := release.From(&c.info).String(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func ExampleFrom() {
	fmt.Println(release.From(&debug.BuildInfo{Main: debug.Module{Version: "v0.1.0"}}))
	// Output: v0.1.0
}
