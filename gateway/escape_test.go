package gateway_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gourd-go/gourd/gateway"
)

// The wanted values are those of Python's unquote_to_bytes(path).decode("utf-8",
// "replace"), which WSGI servers and Werkzeug do between them.
var unescapeTests = []struct{ in, want string }{
	{"", ""},
	{"/", "/"},
	{"/a b", "/a b"},
	{"/a%20b", "/a b"},
	{"/a+b", "/a+b"},
	{"/a%2Fb%2fc", "/a/b/c"},
	{"/%", "/%"},
	{"/%4", "/%4"},
	{"/%zz", "/%zz"},
	{"/%4g", "/%4g"},
	{"/%%41", "/%A"},
	{"/%25%34%31", "/%41"},
	{"/%00", "/\x00"},
	{"/%E4%BD%A0", "/\u4f60"},
	{"/\xe4\xbd\xa0", "/\u4f60"},
	{"/%FF", "/\ufffd"},
	{"/\xff", "/\ufffd"},
	{"/%E4%BD", "/\ufffd"},
	{"/%E4%BDx", "/\ufffdx"},
	{"/%E4x", "/\ufffdx"},
	{"/%C0%80", "/\ufffd\ufffd"},
	{"/%C1%BF", "/\ufffd\ufffd"},
	{"/%E0%80%80", "/\ufffd\ufffd\ufffd"},
	{"/%ED%A0%80", "/\ufffd\ufffd\ufffd"},
	{"/%F0%80%80%80", "/\ufffd\ufffd\ufffd\ufffd"},
	{"/%F0%9F%98", "/\ufffd"},
	{"/%F0%9F%98%80", "/\U0001f600"},
	{"/%F0%9F%98%F0%9F%98%80", "/\ufffd\U0001f600"},
	{"/%F4%90%80%80", "/\ufffd\ufffd\ufffd\ufffd"},
	{"/%F5%80", "/\ufffd\ufffd"},
	{"/%80%80", "/\ufffd\ufffd"},
	{"/%EF%BF%BD", "/\ufffd"},
	{"/%E2%82%41", "/\ufffdA"},
}

func TestUnescape(t *testing.T) {
	for _, test := range unescapeTests {
		if got := string(gateway.Unescape(nil, []byte(test.in))); got != test.want {
			t.Errorf("Unescape(%q) = %q, want %q", test.in, got, test.want)
		}
		if got := string(gateway.Unescape([]byte("\xffkept"), []byte(test.in))); got != "\xffkept"+test.want {
			t.Errorf("Unescape behind other bytes gives %q, want them and %q", got, test.want)
		}
	}
}

// The wanted values are those of Werkzeug's _unquote_partial as its iri tools use it
// for queries: what is no UTF-8 stays encoded, in capitals.
var unescapeTextTests = []struct{ in, want string }{
	{"", ""},
	{"a%20b", "a b"},
	{"a+b", "a+b"},
	{"%", "%"},
	{"%4", "%4"},
	{"%zz", "%zz"},
	{"100%25", "100%"},
	{"%%41", "%A"},
	{"%E4%BD%A0", "\u4f60"},
	{"%e4%bd%a0", "\u4f60"},
	{"%ff", "%FF"},
	{"a%FFb", "a%FFb"},
	{"%E4%BD", "%E4%BD"},
	{"%E4x%BD", "%E4x%BD"},
	{"%F0%9F%98%F0%9F%98%80", "%F0%9F%98\U0001f600"},
	{"%00", "\x00"},
}

func TestUnescapeText(t *testing.T) {
	for _, test := range unescapeTextTests {
		if got := gateway.UnescapeText(test.in); got != test.want {
			t.Errorf("UnescapeText(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzUnescape(f *testing.F) {
	for _, test := range unescapeTests {
		f.Add([]byte(test.in))
	}
	f.Fuzz(func(t *testing.T, path []byte) {
		before := string(path)
		got := gateway.Unescape(nil, path)
		if !utf8.Valid(got) {
			t.Errorf("Unescape(%q) is not UTF-8: %q", path, got)
		}
		if string(path) != before {
			t.Errorf("Unescape has changed its argument: %q, was %q", path, before)
		}
		if !strings.Contains(before, "%") && utf8.ValidString(before) && string(got) != before {
			t.Errorf("Unescape(%q) = %q, though there is nothing to decode", before, got)
		}
		// Every byte encoded means the same as every byte as it is, but for percent signs.
		if encoded := string(gateway.Unescape(nil, []byte(encodeAll(before)))); !strings.Contains(before, "%") && encoded != string(got) {
			t.Errorf("%q encoded gives %q, and as it is %q", before, encoded, got)
		}
	})
}

func FuzzUnescapeText(f *testing.F) {
	for _, test := range unescapeTextTests {
		f.Add(test.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := gateway.UnescapeText(s)
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("UnescapeText(%q) is not UTF-8: %q", s, got)
		}
		if utf8.ValidString(s) && gateway.UnescapeText(encodeAll(s)) != s {
			t.Errorf("%q encoded gives %q", s, gateway.UnescapeText(encodeAll(s)))
		}
	})
}

func encodeAll(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte('%')
		b.WriteByte(hex[s[i]>>4])
		b.WriteByte(hex[s[i]&15])
	}
	return b.String()
}
