package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gourd-go/gourd/gateway"
	"github.com/gourd-go/gourd/server"
)

// A server answers until its context ends, and then what it has begun.
func ExampleServe() {
	hello := gateway.HandlerFunc(func(x *gateway.Exchange) {
		_ = x.WriteHead(&gateway.Head{Status: http.StatusOK}, []byte("hello, "+string(x.Path)), false)
	})
	ctx, stop := context.WithCancel(context.Background())
	err := server.Serve(ctx, hello, server.Config{
		Address:      "127.0.0.1:0",
		DrainTimeout: 10 * time.Second,
		OnListen: func(addr net.Addr) {
			go func() {
				defer stop()
				res, err := http.Get("http://" + addr.String() + "/world")
				if err != nil {
					fmt.Println(err)
					return
				}
				defer func() { _ = res.Body.Close() }()
				body, _ := io.ReadAll(res.Body)
				fmt.Println(res.Status, string(body))
			}()
		},
		OnDrain: func() { fmt.Println("draining") },
	})
	fmt.Println("ended:", err)
	// Output:
	// 200 OK hello, /world
	// draining
	// ended: <nil>
}

// An http.Handler is served with the same limits and the same drain.
func ExampleHTTP() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello, "+r.PathValue("name"))
	})
	ctx, stop := context.WithCancel(context.Background())
	err := server.Serve(ctx, server.HTTP(mux), server.Config{Address: "127.0.0.1:0", OnListen: func(addr net.Addr) {
		go func() {
			defer stop()
			res, err := http.Get("http://" + addr.String() + "/gourd")
			if err != nil {
				fmt.Println(err)
				return
			}
			defer func() { _ = res.Body.Close() }()
			body, _ := io.ReadAll(res.Body)
			fmt.Println(string(body))
		}()
	}})
	fmt.Println(err)
	// Output:
	// hello, gourd
	// <nil>
}
