package experiment

import (
	"errors"
	"fmt"
	"syscall"

	"sovsim/results"
	"sovsim/workloads"
)

// inputError marks an error as the fault of what the user gave.
type inputError struct{ err error }

func (e *inputError) Error() string { return e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

// BadInput tells whether the error is a fault of the input: a file that cannot
// be used, an output directory that is refused.
func BadInput(err error) bool {
	if machineFault(err) {
		return false
	}
	var e *inputError
	var r *workloads.RateError // comes up when the jobs are read, in the run itself
	return errors.As(err, &e) || errors.As(err, &r) || results.Refused(err)
}

func badInput(err error) error {
	if err == nil {
		return nil
	}
	return &inputError{err}
}

// PanicError is a panic inside a run: a fault of sovsim, not of its user.
type PanicError struct {
	// Run names the run.
	Run string
	// Value is what was panicked with, Stack where.
	Value any
	Stack []byte
}

// Error is one line; the stack is for a report of the fault.
func (e *PanicError) Error() string {
	return fmt.Sprintf("%s: a fault in sovsim ended the run: %v", e.Run, e.Value)
}

// machineFault tells whether the machine has failed, or has run out of something, and
// not what the user gave is wrong.
func machineFault(err error) bool {
	for _, e := range []error{syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOSPC} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
