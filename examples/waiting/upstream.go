package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/server"
)

// upstreamDelay is how long the to-do service takes to answer.
const upstreamDelay = 200 * time.Millisecond

// todoService is another HTTP service, which /async-request asks. It listens on a
// free port from the application's start to its end.
type todoService struct {
	listener net.Listener
	stop     context.CancelFunc
	ended    chan error
}

var _ gourd.Resource = (*todoService)(nil)

// Open implements gourd.Resource.
func (s *todoService) Open(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("waiting: the to-do service cannot listen: %w", err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.listener, s.stop, s.ended = listener, stop, make(chan error, 1)
	config := server.Config{Listener: listener, DrainTimeout: time.Second}
	go func() { s.ended <- server.Serve(serving, server.HTTP(http.HandlerFunc(todo)), config) }()
	return nil
}

// Close implements gourd.Resource.
func (s *todoService) Close(ctx context.Context) error {
	s.stop()
	select {
	case err := <-s.ended:
		return err
	case <-ctx.Done():
		return fmt.Errorf("waiting: the to-do service did not stop: %w", context.Cause(ctx))
	}
}

// url returns the address of a path of the service.
func (s *todoService) url(path string) string {
	return "http://" + s.listener.Addr().String() + path
}

// todo answers any request with a thing to do.
func todo(w http.ResponseWriter, r *http.Request) {
	if async.Sleep(r.Context(), upstreamDelay) != nil {
		return // the client has left
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"id": 1, "title": "Water the gourds", "completed": false}`)
}
