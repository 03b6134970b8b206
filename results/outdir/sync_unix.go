//go:build unix

package outdir

import (
	"errors"
	"os"
	"syscall"
)

// syncDir brings renames in a directory to the disk, where the file system knows how.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return cause(err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return cause(err)
	}
	return nil
}
