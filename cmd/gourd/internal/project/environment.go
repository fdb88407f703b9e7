package project

import (
	"go/version"
	"strings"
)

// needed is the Go that Gourd needs.
const needed = "go1.27.0"

// Environment returns env for the go command: with GOTOOLCHAIN=auto, which fetches
// the Go that the application's go.mod names, unless GOTOOLCHAIN can already lead to
// one that is new enough. "local", which some machines pin, cannot: the Go that is
// installed there may be older.
func Environment(env []string) []string {
	if reaches(Lookup(env, "GOTOOLCHAIN")) {
		return env
	}
	return Set(env, "GOTOOLCHAIN", "auto")
}

// reaches reports whether the value of GOTOOLCHAIN allows a Go that is new enough.
func reaches(value string) bool {
	if value == "auto" || strings.HasSuffix(value, "+auto") {
		return true
	}
	name, _, _ := strings.Cut(value, "+")
	return version.IsValid(name) && version.Compare(name, needed) >= 0
}

// Lookup returns the value of a variable in env, "" when it is not there. The last
// one of a name counts, as for programs.
func Lookup(env []string, name string) (value string) {
	for _, entry := range env {
		if v, ok := strings.CutPrefix(entry, name+"="); ok {
			value = v
		}
	}
	return value
}

// Set returns a copy of env in which the variable has the value.
func Set(env []string, name, value string) []string {
	return append(Unset(env, name), name+"="+value)
}

// Unset returns a copy of env without the variable.
func Unset(env []string, name string) []string {
	without := make([]string, 0, len(env)+1)
	for _, entry := range env {
		if !strings.HasPrefix(entry, name+"=") {
			without = append(without, entry)
		}
	}
	return without
}

// Merge returns a copy of env with those variables of more that env does not have.
func Merge(env, more []string) []string {
	has := map[string]bool{}
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		has[name] = true
	}
	merged := append([]string(nil), env...)
	for _, entry := range more {
		if name, _, _ := strings.Cut(entry, "="); !has[name] {
			merged = append(merged, entry)
		}
	}
	return merged
}
