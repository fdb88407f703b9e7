package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
)

// listen opens the socket, and says in a sentence why it cannot.
func (c Config) listen(ctx context.Context) (*listener, error) {
	l := c.Listener
	if err := c.checkTLS(); err != nil {
		if l != nil {
			_ = l.Close()
		}
		return nil, err
	}
	if l == nil {
		network, address := "tcp", c.Address
		if path, ok := strings.CutPrefix(address, "unix:"); ok {
			network, address = "unix", path
			if err := removeStale(ctx, path); err != nil {
				return nil, err
			}
		}
		var err error
		if l, err = new(net.ListenConfig).Listen(ctx, network, address); err != nil {
			return nil, c.explain(err)
		}
	}
	return newListener(l, c), nil
}

func (c Config) checkTLS() error {
	if t := c.TLS; t != nil && len(t.Certificates) == 0 && t.GetCertificate == nil && t.GetConfigForClient == nil {
		return errors.New("server: Config.TLS has no certificate; set its Certificates or GetCertificate, or leave TLS nil for HTTP")
	}
	return nil
}

// explain makes a sentence of why the socket could not be opened.
func (c Config) explain(err error) error {
	var form *net.AddrError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("server: the address %s is in use by another program; stop it, or choose another address: %w", c.Address, err)
	case errors.Is(err, syscall.EACCES) && strings.HasPrefix(c.Address, "unix:"):
		return fmt.Errorf("server: this user may not make the socket %s; choose a folder that it may write to: %w", c.Address, err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("server: this user may not listen on %s; ports below 1024 need the right to it: choose a higher port: %w", c.Address, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("server: this machine has no such address as %s; choose one of its own, or \":port\" for all of them: %w", c.Address, err)
	case errors.Is(err, syscall.ENOENT) && strings.HasPrefix(c.Address, "unix:"):
		return fmt.Errorf("server: the folder of the socket %s is not there; make it, or choose another path: %w", c.Address, err)
	case errors.As(err, &form):
		return fmt.Errorf("server: %q is no address to listen on; write \"host:port\", \":port\" or \"unix:/path\": %w", c.Address, err)
	}
	return fmt.Errorf("server: cannot listen on %s: %w", c.Address, err)
}

// removeStale removes a Unix socket that nobody listens on any more: one that
// refuses connections. Any other answer may be a server's at work.
func removeStale(ctx context.Context, path string) error {
	if strings.HasPrefix(path, "@") {
		return nil // Linux's abstract sockets are no files
	}
	info, err := os.Lstat(path)
	if err != nil {
		return nil // Listen says what is wrong, if anything
	}
	if info.Mode()&os.ModeSocket == 0 {
		return fmt.Errorf("server: %s is there already and is no socket; remove it, or choose another path: %w", path, syscall.ENOTSOCK)
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	switch {
	case err == nil:
		_ = conn.Close()
		return fmt.Errorf("server: the socket %s is in use by another program; stop it, or choose another path: %w", path, syscall.EADDRINUSE)
	case !errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("server: the socket %s is there already, and it does not show whether another program uses it; remove it, or choose another path: %w", path, err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("server: the socket %s is nobody's any more, and cannot be removed; remove it, or choose another path: %w", path, err)
	}
	return nil
}
