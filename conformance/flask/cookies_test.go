package flask

import "testing"

func TestCookiesThatAreTheSame(t *testing.T) {
	const (
		plain      = "session=eyJhIjoxfQ.ZXx1Jg.AAAA; HttpOnly; Path=/"
		other      = "session=eyJhIjoxfQ.ZXx1Jw.BBBB; HttpOnly; Path=/"
		compressed = "session=.eJyrVkpUsjKsBQAIKgIJ.ZXx1Jg.CCCC; HttpOnly; Path=/"
		two        = "session=eyJhIjoyfQ.ZXx1Jg.AAAA; HttpOnly; Path=/"
	)
	for _, test := range []struct {
		name         string
		flask, gourd []string
		signed       string
		want         bool
	}{
		{"equal", []string{"a=b; Path=/"}, []string{"a=b; Path=/"}, "", true},
		{"another value", []string{"a=b"}, []string{"a=c"}, "session", false},
		{"another attribute", []string{"a=b; Path=/"}, []string{"a=b; Secure"}, "", false},
		{"one more attribute", []string{"a=b; Path=/"}, []string{"a=b; Path=/; Secure"}, "", false},
		{"one more cookie", []string{"a=b"}, []string{"a=b", "c=d"}, "", false},
		{"another time of signing", []string{plain}, []string{other}, "session", true},
		{"another time of signing of a cookie that is not named", []string{plain}, []string{other}, "", false},
		{"compressed or not", []string{plain}, []string{compressed}, "session", true},
		{"another payload", []string{plain}, []string{two}, "session", false},
		{"no signed value", []string{plain}, []string{"session=x; HttpOnly; Path=/"}, "session", false},
		{"a moment later", []string{"a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT"}, []string{"a=b; Expires=Sun, 06 Nov 1994 08:49:38 GMT"}, "", true},
		{"an hour later", []string{"a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT"}, []string{"a=b; Expires=Sun, 06 Nov 1994 09:49:37 GMT"}, "", false},
		{"no time", []string{"a=b; Expires=Sun, 06 Nov 1994 08:49:37 GMT"}, []string{"a=b; Expires=0"}, "", false},
	} {
		if got := sameCookies(test.flask, test.gourd, test.signed); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
	}
}
