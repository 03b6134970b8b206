//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package outdir

import (
	"errors"
	"os"
	"syscall"
)

// lock claims the directory for this process until the file that it returns is
// closed, or the process ends in whatever way. It leaves nothing on the disk.
// The error is errBusy if another process has claimed the directory; a file
// system that knows no locks claims nothing and is no error.
func lock(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, errBusy
	}
	return f, nil
}
