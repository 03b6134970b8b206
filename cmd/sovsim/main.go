package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/prose"
	"sovsim/cmd/internal/terminal"
	"sovsim/internal/experiment"
)

// The exit statuses.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
	// exitPipe is what a shell tells of a process that SIGPIPE has ended.
	exitPipe = 141
)

func main() {
	abortApart()
	keepWriting()
	tuneMemory()
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // ignored: nohup, which is to outlive its terminal
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		<-signals
		cancel()
		<-signals // the user will not wait any longer
		os.Exit(exitInterrupted)
	}()
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if status == exitPipe {
		endByPipe()
	}
	os.Exit(status)
}

// run is the whole command but for the process: it returns the exit status.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	voice := terminal.NewVoice(errOut)
	c := &console{out: out, err: voice}
	app := newApp(c)
	call, err := arrange(app.Commands, args)
	switch {
	case err != nil:
	case call.help:
		err = writeHelp(out, app, call.path)
	default:
		err = app.RunContext(ctx, call.argv)
	}
	if err == nil && c.gone {
		return exitPipe
	}
	return exitStatus(voice, err)
}

// exitStatus says the error, a message for each line of it, and is the exit status that
// goes with it.
func exitStatus(v *terminal.Voice, err error) int {
	var usage *usageError
	var fault *experiment.PanicError
	switch {
	case err == nil:
		return exitDone
	case experiment.Interrupted(err):
		v.Say("interrupted; unfinished work leaves no files")
		return exitInterrupted
	case errors.Is(err, syscall.EPIPE):
		return exitPipe // nobody reads what was asked for any more
	}
	v.SayEach(err.Error())
	if errors.As(err, &fault) {
		v.Say("please report this with the lines below")
		v.Verbatim(string(fault.Stack))
	}
	if errors.As(err, &usage) || experiment.BadInput(err) {
		return exitUsage
	}
	return exitFailed
}

// usageError is a wrong command line; its text says what would be right.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// console is where a command writes: what was asked for to out, what is said on
// the way to err.
type console struct {
	out io.Writer
	err *terminal.Voice
	// quiet silences everything but errors.
	quiet bool
	// gone reports whether nobody reads out any more.
	gone bool
}

// say says a line to the user who watches, unless quiet is wished.
func (c *console) say(format string, args ...any) {
	if !c.quiet {
		c.err.Say(fmt.Sprintf(format, args...))
	}
}

// print writes a result to out, masked: it has names of the input. Output that cannot
// be written is a failure: a full disk behind a redirection must not look like success.
// A reader who has seen enough is none: what else there is to do is done.
func (c *console) print(text string) error {
	_, err := io.WriteString(c.out, prose.Lines(text))
	if errors.Is(err, syscall.EPIPE) {
		c.gone = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// data is print for a file, which is masked on a terminal only.
func (c *console) data(text string) error {
	if _, err := io.WriteString(terminal.Data(c.out), text); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// newApp is the command-line interface. Its own help, completion and exits are
// off: their texts go to the wrong stream, run commands by accident, or end with
// the wrong status (see help.go and args.go, which take their place).
func newApp(c *console) *cli.App {
	app := &cli.App{
		Name:                      "sovsim",
		Usage:                     "simulate how long researchers wait for GPUs",
		Version:                   experiment.Version,
		Commands:                  []*cli.Command{runCommand(c), benchCommand(c), initCommand(c), validateCommand(c), traceCommand(c), policiesCommand(c), versionCommand(c)},
		HideHelp:                  true,
		HideHelpCommand:           true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true,
		Writer:                    c.out,
		ErrWriter:                 c.err,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              onUsageError,
	}
	eachCommand(app.Commands, func(cmd *cli.Command) {
		cmd.HideHelp, cmd.HideHelpCommand, cmd.OnUsageError = true, true, onUsageError
	})
	return app
}

func eachCommand(commands []*cli.Command, do func(*cli.Command)) {
	for _, cmd := range commands {
		do(cmd)
		eachCommand(cmd.Subcommands, do)
	}
}
