package gourd

import (
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// SafeJoin joins parts of a path that came from a client to a folder that did not, as
// Werkzeug's safe_join, and reports whether the result lies in the folder. Parts that
// are absolute or lead out with ".." do not, nor on Windows a backslash, a drive or
// the name of a device. Empty parts are left out, and an empty folder is ".". Links
// are not looked at: to open the file use [Ctx.SendFromDirectory] or os.OpenInRoot.
func SafeJoin(folder string, parts ...string) (string, bool) {
	if folder == "" {
		folder = "."
	}
	joined := folder
	for _, part := range parts {
		if part == "" {
			continue
		}
		part = path.Clean(part)
		if !staysInside(part, onWindows) {
			return "", false
		}
		if !strings.HasSuffix(joined, "/") {
			joined += "/"
		}
		joined += part
	}
	return joined, true
}

const onWindows = runtime.GOOS == "windows"

// staysInside reports whether a clean path leads to something below where it is
// joined to.
func staysInside(part string, windows bool) bool {
	if part == ".." || strings.HasPrefix(part, "../") || strings.HasPrefix(part, "/") {
		return false
	}
	if !windows {
		return true
	}
	if strings.ContainsAny(part, `\:`) || !filepath.IsLocal(part) {
		return false
	}
	for name := range strings.SplitSeq(part, "/") {
		if isDevice(strings.TrimSpace(firstPart(name))) {
			return false
		}
	}
	return true
}

// cleanName is a file's name from a client as a path of package fs; ok is false where
// it leads out or is the folder itself.
func cleanName(name string) (clean string, ok bool) {
	if name == "" {
		return "", false
	}
	clean = path.Clean(name)
	if clean == "." || !staysInside(clean, onWindows) || strings.IndexByte(clean, 0) >= 0 {
		return "", false
	}
	return clean, true
}

// SecureFilename makes a file's name of one that came from a client, as Werkzeug's
// secure_filename: ASCII letters, digits, "_", "-" and "." are left, blanks and slashes
// become "_", letters lose their accents, and neither "." nor "_" stands at either end;
// on Windows the name of a device gets a "_" before it. What is left may be "", and may be
// the name of a file that is there already: both are for the caller to see to.
func SecureFilename(name string) string { return secureFilename(name, onWindows) }

func secureFilename(name string, windows bool) string {
	name = asciiOnly(name)
	name = strings.ReplaceAll(name, "/", " ")
	if windows {
		name = strings.ReplaceAll(name, `\`, " ")
	}
	words := strings.FieldsFunc(name, isPythonSpace)
	name = strings.Trim(notInNames.ReplaceAllString(strings.Join(words, "_"), ""), "._")
	if windows && name != "" && isDevice(firstPart(name)) {
		return "_" + name
	}
	return name
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9_.-]`)

// asciiOnly takes letters apart from their accents (NFKD) and leaves out what is not
// ASCII then.
func asciiOnly(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return strings.Map(func(r rune) rune {
				if r >= 0x80 {
					return -1
				}
				return r
			}, norm.NFKD.String(s))
		}
	}
	return s
}

// isPythonSpace reports whether str.split takes an ASCII character for a blank.
func isPythonSpace(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' || r >= 0x1c && r <= 0x1f }

func firstPart(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

// isDevice reports whether Windows has a device of that name in every folder.
func isDevice(name string) bool {
	name = strings.ToUpper(name)
	switch name {
	case "AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN":
		return true
	}
	number, ok := strings.CutPrefix(name, "COM")
	if !ok {
		number, ok = strings.CutPrefix(name, "LPT")
	}
	switch number {
	case "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
		return ok
	}
	return false
}
