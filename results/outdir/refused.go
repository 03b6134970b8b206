package outdir

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// refusal is an error of what the user gave: another directory is the remedy.
type refusal struct{ error }

// Unwrap is what lies below.
func (r refusal) Unwrap() error { return r.error }

func refuse(format string, args ...any) error { return refusal{fmt.Errorf(format, args...)} }

// Refused reports whether a directory was refused for what it is or holds; else reading
// or writing it has failed.
func Refused(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

// unusable reports whether an error of the file system is one of the path that was
// given, and not of the disk or the machine.
func unusable(err error) bool {
	for _, e := range []error{fs.ErrPermission, fs.ErrNotExist, fs.ErrExist, syscall.ENOTDIR, syscall.EROFS, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EINVAL} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// fault is an error of the file system, as a refusal where it is one.
func fault(err error, format string, args ...any) error {
	e := fmt.Errorf(format+": %w", append(args, cause(err))...)
	if unusable(err) {
		return refusal{e}
	}
	return e
}
