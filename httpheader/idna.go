package httpheader

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ASCIIHost returns a host's name in ASCII, as IDNA 2003 writes it (RFC 3490), which
// is what Python's codec "idna" does: each label with other characters in punycode
// behind "xn--". A label that is empty or longer than 63 bytes is an error, but for
// the empty one behind a dot at the end. Labels that are ASCII stay as they are.
func ASCIIHost(host string) (string, error) {
	if host == "" {
		return "", nil
	}
	labels := strings.Split(strings.NewReplacer("\u3002", ".", "\uff0e", ".", "\uff61", ".").Replace(host), ".")
	for i, label := range labels {
		ascii, err := asciiLabel(label)
		if err != nil {
			return "", err
		}
		if last := i == len(labels)-1; ascii == "" && !last || len(ascii) > 63 {
			return "", fmt.Errorf("httpheader: the host %q has a label of %d bytes, want 1 to 63", host, len(ascii))
		}
		labels[i] = ascii
	}
	return strings.Join(labels, "."), nil
}

func asciiLabel(label string) (string, error) {
	if isASCII(label) {
		return label, nil
	}
	prepared, err := namePrep(label)
	switch {
	case err != nil:
		return "", err
	case prepared == "":
		return "", fmt.Errorf("httpheader: the label %q of a host has no visible character", label)
	case isASCII(prepared):
		return prepared, nil
	case utf8.RuneCountInString(prepared) > 59:
		return "", fmt.Errorf("httpheader: a label of a host has %d characters, of which 59 at most fit into 63 bytes", utf8.RuneCountInString(prepared))
	}
	if strings.HasPrefix(prepared, "xn--") {
		return "", fmt.Errorf("httpheader: the label %q of a host begins with xn-- and is not ASCII", label)
	}
	return "xn--" + punycode(prepared), nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// namePrep brings a label into the form in which names are compared (RFC 3491):
// without invisible characters, in lower case, and in Unicode's compatible, composed
// form.
func namePrep(label string) (string, error) {
	fold := func(s string) string {
		return strings.NewReplacer("ß", "ss", "ẞ", "ss", "ς", "σ", "İ", "i\u0307", "ŉ", "ʼn").Replace(s)
	}
	folded := norm.NFKC.String(strings.ToLower(fold(strings.Map(dropInvisible, label))))
	folded = norm.NFKC.String(strings.ToLower(fold(folded)))
	for _, r := range folded {
		if !unicode.IsGraphic(r) || unicode.IsSpace(r) || r == utf8.RuneError {
			return "", fmt.Errorf("httpheader: the label %q of a host has the character %q", label, r)
		}
	}
	return folded, nil
}

// dropInvisible leaves out what RFC 3454 maps to nothing: appendix B.1.
func dropInvisible(r rune) rune {
	switch {
	case r == 0xad, r == 0x34f, r == 0x1806, r >= 0x180b && r <= 0x180d, r >= 0x200b && r <= 0x200d,
		r == 0x2060, r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff:
		return -1
	}
	return r
}

// punycode encodes a label (RFC 3492, section 6.3).
func punycode(label string) string {
	const (
		base, tMin, tMax = 36, 1, 26
		damp             = 700
	)
	out := make([]byte, 0, len(label))
	points := []rune(label)
	for _, r := range points {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(128), 0, 72
	for done := basic; done < len(points); {
		next := rune(unicode.MaxRune)
		for _, r := range points {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range points {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tMin), tMax)
				if q < t {
					out = append(out, punyDigit(q))
					break
				}
				out = append(out, punyDigit(t+(q-t)%(base-t)))
				q = (q - t) / (base - t)
			}
			bias = punyBias(delta, done+1, done == basic, damp)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return string(out)
}

func punyDigit(d int) byte {
	if d < 26 {
		return byte('a' + d)
	}
	return byte('0' + d - 26)
}

// punyBias adapts the bias (RFC 3492, section 6.1).
func punyBias(delta, points int, first bool, damp int) int {
	if first {
		delta /= damp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > 455; k += 36 {
		delta /= 35
	}
	return k + 36*delta/(delta+38)
}
