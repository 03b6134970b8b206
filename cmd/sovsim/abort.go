package main

import (
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// keepWriting lets a write to a pipe that nobody reads any more be an error. Else it
// ends the process, for standard error too, and results half written with it.
func keepWriting() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// endByPipe ends the process as a reader of its output that goes away ends any other:
// by the signal, without a word. Where that was switched off it fails.
func endByPipe() {
	signal.Reset(syscall.SIGPIPE)
	_, _ = os.Stdout.WriteString("\n")
	os.Exit(exitFailed)
}

// abortApart lets a runtime that can go no further (out of memory, of threads, of
// descriptors) end by SIGABRT instead of by exit status 2, which is that of bad input.
// A user's GOTRACEBACK has the last word.
func abortApart() {
	if os.Getenv("GOTRACEBACK") != "" {
		return
	}
	debug.SetTraceback("crash")
	noCore()
}
