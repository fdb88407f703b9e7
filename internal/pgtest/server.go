package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// startTimeout bounds the start of a server.
const startTimeout = 2 * time.Minute

// Server is a PostgreSQL server of the test's own. It listens on a Unix socket in its temporary folder and on no port,
// so that two servers cannot meet. It ends with the process that started it, however that ends.
type Server struct {
	dir    string // holds the data and the socket
	bin    string
	user   account
	shell  *exec.Cmd
	stdin  io.Closer
	output bytes.Buffer
}

// Start makes a new database cluster and starts a server on it. It needs PostgreSQL's programs in PATH or in
// /usr/lib/postgresql. As root, which PostgreSQL refuses, it runs them as the user nobody.
func Start() (*Server, error) {
	bin, err := findPrograms()
	if err != nil {
		return nil, err
	}
	user, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin, user: user}
	if err := s.create(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if err := s.Restart(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) create() error {
	if err := s.user.own(s.dir); err != nil {
		return err
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "--pgdata", filepath.Join(s.dir, "data"),
		"--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	initdb.Dir = s.dir
	s.user.apply(initdb)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

// Restart starts the server after Stop, with the data it had.
func (s *Server) Restart() error {
	// The shell ends the server when its standard input ends: after Stop, and when this process dies.
	const script = `"$@" </dev/null & server=$!; read line; kill -INT $server; wait $server`
	s.shell = exec.Command("/bin/sh", "-c", script, "sh", filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"),
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+s.dir, "-c", "fsync=off",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
	s.shell.Dir = s.dir
	s.output.Reset()
	s.shell.Stdout, s.shell.Stderr = &s.output, &s.output
	s.user.apply(s.shell)
	stdin, err := s.shell.StdinPipe()
	if err != nil {
		return err
	}
	s.stdin = stdin
	if err := s.shell.Start(); err != nil {
		return err
	}
	return s.await()
}

// await returns when the server answers.
func (s *Server) await() error {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	var err error
	for deadline := time.Now().Add(startTimeout); time.Now().Before(deadline); <-ticker.C {
		if err = execute(s.URL("postgres"), "SELECT 1"); err == nil {
			return nil
		}
	}
	err = errors.Join(err, s.Stop())
	return fmt.Errorf("the server does not answer: %w: %s", err, bytes.TrimSpace(s.output.Bytes()))
}

// URL returns the URL of one of the server's databases. The database "postgres" is always there.
func (s *Server) URL(database string) string {
	return "postgres://postgres@/" + database + "?" + url.Values{"host": {s.dir}}.Encode()
}

// Socket returns the path of the server's Unix socket.
func (s *Server) Socket() string { return filepath.Join(s.dir, ".s.PGSQL.5432") }

// Stop stops the server as an administrator would: open connections are told and closed. The data stays.
func (s *Server) Stop() error {
	s.stdin.Close()
	if err := s.shell.Wait(); err != nil {
		return fmt.Errorf("the server has ended with %w: %s", err, bytes.TrimSpace(s.output.Bytes()))
	}
	return nil
}

// Close stops the server and removes its data. A server that was stopped already is no error.
func (s *Server) Close() error {
	var err error
	if s.shell.ProcessState == nil {
		err = s.Stop()
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// findPrograms returns the folder of the newest PostgreSQL's programs.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errors.New("PostgreSQL's initdb is neither in PATH nor in /usr/lib/postgresql/*/bin")
	}
	slices.SortFunc(found, func(a, b string) int { // "9" before "15"
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return bytes.Compare([]byte(a), []byte(b))
	})
	return filepath.Dir(found[len(found)-1]), nil
}
