package gourdtest_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd/gourdtest"
)

// jarTest sets the cookie that the query has, and answers those that came.
var jarTest = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if set := r.URL.Query().Get("set"); set != "" {
		w.Header().Add("Set-Cookie", set)
	}
	fmt.Fprint(w, r.Header.Get("Cookie"))
})

func TestCookies(t *testing.T) {
	client := gourdtest.NewHandler(t, jarTest)
	set := func(target, cookie string) { client.Get(target, gourdtest.Query("set", cookie)) }
	set("/", "a=1; Path=/")
	client.Get("/any").WantBody("a=1")
	set("/", "a=2; Path=/")
	client.Get("/any").WantBody("a=2")
	set("/admin/x", "b=1")
	client.Get("/admin/y").WantBody("b=1; a=2")
	client.Get("/any").WantBody("a=2")
	secure := gourdtest.Host("example.com") // what is sent to localhost is safe anyway
	client.Get("/", secure, gourdtest.HTTPS(), gourdtest.Query("set", "c=1; Path=/; Secure"))
	client.Get("/any", secure, gourdtest.HTTPS()).WantBody("c=1")
	client.Get("/any", secure).WantBody("")
	client.Get("/any", gourdtest.Cookie("d", "once")).WantBody("a=2; d=once")
	client.Get("/any").WantBody("a=2")

	if all := client.Cookies(); len(all) != 3 || all[0].Value != "2" || all[1].Name != "b" || !all[2].Secure {
		t.Errorf("the client keeps %v", all)
	}
	set("/", "a=; Path=/; Max-Age=0")
	client.Get("/any").WantBody("")
	client.DeleteCookie("b")
	client.Get("/admin/y").WantBody("")
	client.SetCookie(&http.Cookie{Name: "e", Value: "5"})
	client.Get("/deep/down").WantBody("e=5")
	if got := client.Cookie("e"); got == nil || got.Value != "5" || client.Cookie("a") != nil {
		t.Errorf("the cookie e is %v, and a %v", got, client.Cookie("a"))
	}
	wantVerdict(t, func(t testing.TB) {
		gourdtest.NewHandler(t, jarTest).SetCookie(&http.Cookie{Name: "a b"})
	}, `the cookie "a b" cannot be set`)
}

func TestCookiesExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := gourdtest.NewHandler(t, jarTest)
		client.Get("/", gourdtest.Query("set", "a=1; Max-Age=60"))
		client.Get("/").WantBody("a=1")
		time.Sleep(61 * time.Second)
		client.Get("/").WantBody("")
		if all := client.Cookies(); len(all) != 0 {
			t.Errorf("the client keeps %v", all)
		}
	})
}
