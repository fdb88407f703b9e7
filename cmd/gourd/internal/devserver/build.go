package devserver

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
)

// result is a build's end.
type result struct {
	path   string
	digest [sha256.Size]byte
	err    error
}

// build starts a build, whose end the loop hears of. Behind it the build's goroutine
// looks for embedded files, which nobody waits for.
func (s *server) build(ctx context.Context) {
	if s.cancel != nil {
		s.cancel()
	}
	ctx, s.cancel = context.WithCancel(ctx)
	s.building, s.again = true, nothing
	s.builder.Go(func() {
		r := s.make(ctx)
		s.built <- r
		if r.err != nil || s.Embedded == nil || !s.Reload {
			return
		}
		if list, err := s.Embedded(ctx); err == nil {
			s.files.setEmbedded(list)
		}
	})
}

func (s *server) make(ctx context.Context) (r result) {
	if r.path, r.err = s.Build(ctx); r.err == nil {
		r.digest, r.err = digest(r.path)
	}
	return r
}

// digest tells executables apart.
func digest(path string) (sum [sha256.Size]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return sum, fmt.Errorf("the executable cannot be read: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, fmt.Errorf("the executable cannot be read: %w", err)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}
