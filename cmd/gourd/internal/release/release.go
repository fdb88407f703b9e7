// Package release says which gourd this is.
//
//	fmt.Println(release.Read()) // gourd v0.1.0, or gourd devel (revision 1a2b3c4)
//
// It is not for comparing versions.
package release

import (
	"runtime/debug"
	"strings"
)

// Version describes the build.
type Version struct {
	Number   string // the module's version, or "devel"
	Revision string // of the version control, shortened; "" when it is not known
	Modified bool   // there were changes that are in no revision
}

// devel stands for a build from a checkout.
const devel = "devel"

// Read returns the version of the running program.
func Read() Version {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Version{Number: devel}
	}
	return From(info)
}

// From returns the version that info tells. A pseudo-version, which stands for a
// revision, a checkout with changes, and a module that was replaced are "devel".
func From(info *debug.BuildInfo) Version {
	v := Version{Number: info.Main.Version}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value[:min(len(s.Value), 12)]
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	if info.Main.Replace != nil || v.Modified || !isRelease(v.Number) {
		v.Number = devel
	}
	return v
}

// isRelease reports whether version is a tag's.
func isRelease(version string) bool {
	if !strings.HasPrefix(version, "v") || strings.HasSuffix(version, "+dirty") {
		return false
	}
	// A pseudo-version ends in a time and a revision: v0.0.0-20260801101500-1a2b3c4d5e6f.
	parts := strings.Split(version, "-")
	if len(parts) < 3 {
		return true
	}
	stamp := parts[len(parts)-2]
	stamp = stamp[strings.LastIndexByte(stamp, '.')+1:]
	return len(stamp) != len("20060102150405") || strings.Trim(stamp, "0123456789") != ""
}

// String returns the version as the command prints it.
func (v Version) String() string {
	var notes []string
	if v.Revision != "" {
		notes = append(notes, "revision "+v.Revision)
	}
	if v.Modified {
		notes = append(notes, "modified")
	}
	if len(notes) == 0 {
		return v.Number
	}
	return v.Number + " (" + strings.Join(notes, ", ") + ")"
}
