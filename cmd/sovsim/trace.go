package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/terminal"
	"sovsim/workloads"
)

func traceCommand(c *console) *cli.Command {
	return &cli.Command{
		Name:        "trace",
		Usage:       "describe a trace of jobs, or convert it",
		Subcommands: []*cli.Command{traceInfoCommand(c), traceConvertCommand(c)},
	}
}

// openTrace checks the one trace that the command line names.
func openTrace(cc *cli.Context, where string, t *traceFlags) (*workloads.File, error) {
	switch cc.Args().Len() {
	case 0:
		return nil, usagef("%s: name the trace; see sovsim %s --help", where, where)
	case 1:
	default:
		return nil, usagef("%s: it takes one trace, not %d; what is %s?", where, cc.Args().Len(), clip(cc.Args().Get(1)))
	}
	m, err := t.machine(where)
	if err != nil {
		return nil, err
	}
	return t.check(cc.Context, cc.Args().First(), m)
}

// traceError turns a fault in a trace into bad input.
func traceError(err error) error {
	var fault *workloads.Error
	if errors.As(err, &fault) {
		return usagef("%s", fault)
	}
	return err
}

func traceInfoCommand(c *console) *cli.Command {
	t := newTraceFlags()
	var quiet bool
	return &cli.Command{
		Name:      "info",
		Usage:     "count, drop and describe the records of a trace",
		ArgsUsage: "FILE [FLAGS]",
		Description: `
Reports how many records were read, kept and dropped, and why; the time span;
the offered load where the machine is known; and quantiles of run times,
requests and sizes. With --gpus, or --nodes and --gpus-per-node, larger jobs
are dropped and counted.`,
		Flags: append(t.flags(), quietFlag(&quiet)),
		Action: func(cc *cli.Context) error {
			c.quiet = quiet
			f, err := openTrace(cc, "trace info", t)
			if err != nil {
				return err
			}
			info, err := f.Info()
			if err != nil {
				return traceError(err)
			}
			return c.print(info.Table())
		},
	}
}

func traceConvertCommand(c *console) *cli.Command {
	t := newTraceFlags()
	var quiet bool
	var writable []string
	for _, f := range workloads.Formats() {
		if f.Writable {
			writable = append(writable, f.Name)
		}
	}
	to, out := oneOf(writable...), text("the path of the new file")
	return &cli.Command{
		Name:      "convert",
		Usage:     "write a trace in another format",
		ArgsUsage: "FILE (--to FORMAT | -o OUT) [FLAGS]",
		Description: `
Writes the usable jobs in order of submission to OUT, or to standard output
without -o. --to names the format; without it the extension of OUT decides:
.swf, or .csv for native. A further .gz compresses the file. Fields that the
new format cannot hold are named on standard error; a number that would have
to be rounded is an error. An existing file is never replaced.`,
		Flags: append([]cli.Flag{
			to.flag("to", "`FORMAT` to write: "+strings.Join(writable, " or ")),
			out.flag("out", "`OUT`: the file to write", "o"),
			quietFlag(&quiet),
		}, t.flags()...),
		Action: func(cc *cli.Context) error {
			const where = "trace convert"
			c.quiet = quiet
			format := to.v
			switch {
			case to.set:
			case !out.set:
				return usagef("%s: name the format: --to FORMAT, or -o with a name that ends in .swf or .csv", where)
			default:
				if format = formatOf(out.v); format == "" {
					return usagef("%s: -o %s: the extension is neither .swf nor .csv; name the format with --to", where, clip(out.v))
				}
			}
			f, err := openTrace(cc, where, t)
			if err != nil {
				return err
			}
			var done workloads.Conversion
			if out.set {
				done, err = convertFile(cc.Context, out.v, format, f)
			} else {
				done, err = workloads.Convert(&failing{cc.Context, terminal.Data(c.out)}, format, f)
			}
			if err != nil {
				return traceError(err)
			}
			c.say("%s: %s", filepath.Base(f.Path()), done.Counts.String())
			for _, note := range f.Header().Notes {
				c.say("%s: %s", filepath.Base(f.Path()), note)
			}
			if len(done.Lost) > 0 {
				c.say("%s: %s cannot hold: %s", filepath.Base(f.Path()), format, strings.Join(done.Lost, ", "))
			}
			return nil
		},
	}
}

// formatOf is the format that goes with the ending of a file's name.
func formatOf(path string) string {
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	switch filepath.Ext(name) {
	case ".swf":
		return "swf"
	case ".csv":
		return "native"
	}
	return ""
}

// convertFile writes to a temporary file and gives it its name when it is whole.
func convertFile(ctx context.Context, path, format string, in *workloads.File) (done workloads.Conversion, err error) {
	if _, err := os.Lstat(path); err == nil {
		return done, usagef("%s already exists; give another name, or move it away", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".sovsim-*.part")
	if err != nil {
		return done, usagef("%s cannot be written: %s", path, cause(err))
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	var w io.WriteCloser = nopCloser{f}
	if strings.EqualFold(filepath.Ext(path), ".gz") {
		w = gzip.NewWriter(f)
	}
	if done, err = workloads.Convert(&failing{ctx, w}, format, in); err != nil {
		return done, err
	}
	if err = errors.Join(w.Close(), f.Chmod(0o644), f.Close()); err != nil {
		return done, fmt.Errorf("writing %s: %w", path, cause(err))
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return done, fmt.Errorf("writing %s: %w", path, cause(err))
	}
	return done, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// failing stops writing when the user interrupts.
type failing struct {
	ctx context.Context
	w   io.Writer
}

func (f *failing) Write(p []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.w.Write(p)
}

// cause is an error of the file system without its operation and path.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
