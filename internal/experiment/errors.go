package experiment

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/workloads"
	"sovsim/workloads/population"
)

// inputError marks an error as the fault of what the user gave.
type inputError struct{ err error }

func (e *inputError) Error() string { return e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

// BadInput reports whether the error is a fault of the input: a file that cannot
// be used, an output directory that is refused.
func BadInput(err error) bool {
	if machineFault(err) {
		return false
	}
	var e *inputError
	var r *workloads.RateError // comes up when the jobs are read, in the run itself
	var c *population.ClockError
	var l *sim.LateError
	return errors.As(err, &e) || errors.As(err, &r) || errors.As(err, &c) || errors.As(err, &l) || results.Refused(err)
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

// machineFault reports whether the machine has failed, or has run out of something, and
// not what the user gave is wrong.
func machineFault(err error) bool {
	for _, e := range []error{syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOSPC} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// placed says of an error on the end of the clock where the time stands that leads
// there: the record of a trace, or the class of the scenario.
func (p *plan) placed(err error, dir *sim.Directory) error {
	file := p.scenario.Name
	if len(p.scenario.Files) > 0 {
		file = p.scenario.Files[0]
	}
	var c *population.ClockError
	var l *sim.LateError
	var r *workloads.RateError
	switch {
	case errors.As(err, &r):
		return fmt.Errorf("%s: workload: rate: %w", file, err)
	case errors.As(err, &c):
		return fmt.Errorf("%s: workload: %w", file, err)
	case !errors.As(err, &l):
		return err
	case l.Trace > 0:
		name, _, _ := strings.Cut(dir.Traces.Name(l.Trace-1), "\x00")
		return fmt.Errorf("%s: record %d, run time: %w", name, l.Number, err)
	}
	return fmt.Errorf("%s: workload: class %q from %s, run-time: %w", file, dir.Classes.Name(l.Class), dir.Regions.Name(l.Region), err)
}
