package experiment

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"sovsim/results"
)

// hash describes an input file; it stops when the context is cancelled.
func hash(ctx context.Context, path string) (results.Input, error) {
	f, err := os.Open(path)
	if err != nil {
		return results.Input{}, err
	}
	defer f.Close()
	return results.HashInput(filepath.Base(path), &stoppable{ctx, f})
}

type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
