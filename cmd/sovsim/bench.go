package main

import (
	"context"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/report"
	"sovsim/internal/experiment"
	"sovsim/results"
	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/scenario"
	"sovsim/workloads"
)

// traceFlags say how a trace is read and on what machine.
type traceFlags struct {
	format                   *value[string]
	processors               *value[scenario.Processors]
	gpus, nodes, gpusPerNode *value[int]
}

func newTraceFlags() *traceFlags {
	format := oneOf(formatNames()...)
	format.v = ""
	return &traceFlags{format, oneOf(scenario.RequestedProcessors, scenario.AllocatedProcessors), count("GPUs", maxGPUs), count("nodes", sim.MaxNodes), count("GPUs per node", sim.MaxGPUsPerNode)}
}

func formatNames() []string {
	var names []string
	for _, f := range workloads.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// maxGPUs is the largest pool.
const maxGPUs = 1 << 30

func (t *traceFlags) flags() []cli.Flag {
	return []cli.Flag{
		t.format.flag("format", "`FORMAT` of the trace, if it is not to be detected from the content: "+strings.Join(formatNames(), ", ")),
		t.processors.flag("processors", "`WHICH` processor count of an swf record gives the job's GPUs: requested (the default) or allocated; where it is unknown, the other one is used"),
		t.gpus.flag("gpus", "`N`: the machine is a pool of N GPUs"),
		t.nodes.flag("nodes", "`N`: the machine has N nodes, with --gpus-per-node"),
		t.gpusPerNode.flag("gpus-per-node", "`G`: each node has G GPUs"),
	}
}

// machine is what the flags say; the zero value if they say nothing.
func (t *traceFlags) machine(where string) (experiment.Machine, error) {
	switch {
	case t.gpus.set && (t.nodes.set || t.gpusPerNode.set):
		return experiment.Machine{}, usagef("%s: --gpus is for a pool, --nodes and --gpus-per-node are for nodes; give one or the other", where)
	case t.nodes.set != t.gpusPerNode.set:
		return experiment.Machine{}, usagef("%s: --nodes and --gpus-per-node go together", where)
	case t.nodes.set && int64(t.nodes.v)*int64(t.gpusPerNode.v) > maxGPUs:
		return experiment.Machine{}, usagef("%s: --nodes %d --gpus-per-node %d: a machine has at most %d GPUs", where, t.nodes.v, t.gpusPerNode.v, maxGPUs)
	}
	return experiment.Machine{GPUs: t.gpus.v, Nodes: t.nodes.v, GPUsPerNode: t.gpusPerNode.v}, nil
}

func (t *traceFlags) any() bool {
	return t.format.set || t.processors.set || t.gpus.set || t.nodes.set || t.gpusPerNode.set
}

func benchCommand(c *console) *cli.Command {
	o, t := newCommon(), newTraceFlags()
	trace, policies := text("the path of a trace"), text("policies, as in --policies fcfs,easy")
	overrun := oneOf(scenario.OverrunKill, scenario.OverrunExtend)
	flags := []cli.Flag{
		trace.flag("trace", "`FILE`: replay a trace, which may be gzipped, on one machine"),
		policies.flag("policies", "`A,B,...`: the policies to compare; see sovsim policies"),
	}
	flags = append(flags, t.flags()...)
	flags = append(flags, overrun.flag("overrun", "`WHAT` happens to jobs of a trace that run longer than requested: kill (ends them at their request, the default) or extend (raises the request)"))
	return &cli.Command{
		Name:      "bench",
		Usage:     "compare policies on a scenario or a trace",
		ArgsUsage: "SCENARIO --policies A,B,... [FLAGS]\n--trace FILE [--gpus N] --policies A,B,... [FLAGS]\n--trace FILE --nodes N --gpus-per-node G --policies A,B,...",
		Description: `
Every policy schedules the same jobs. If all jobs start and end, the table ranks
the policies by mean bounded slowdown; otherwise, as with a horizon, by the
restricted mean wait, which counts every job, whether it starts or not. With
replications, ± is the 95 % confidence interval, and ~ marks policies that do
not differ significantly from the best. A policy takes parameters in
parentheses: 'fcfs(placement=best-fit)'. A trace runs until every job has ended,
without warm-up, and its results include jobs.csv. Records that are not jobs, or
are too large for the machine, are dropped and counted. If no size is given,
the header of an swf log gives it: a pool of MaxProcs GPUs, else of MaxNodes.`,
		Flags: append(flags, o.flags()...),
		Action: func(cc *cli.Context) error {
			c.quiet = o.quiet
			const where = "bench"
			files := cc.Args().Slice()
			switch {
			case trace.set && len(files) > 0:
				return usagef("%s: --trace %s and %s: give a trace or a scenario, not both", where, clip(trace.v), clip(files[0]))
			case !trace.set && len(files) == 0:
				return usagef("%s: name a scenario file, or a trace with --trace FILE; see sovsim %s --help", where, where)
			case len(files) > 1:
				return usagef("%s: it takes one scenario, not %d; what is %s?", where, len(files), clip(files[1]))
			case !policies.set:
				return usagef("%s: name the policies to compare, as in --policies fcfs,easy; see sovsim policies", where)
			case trace.set && len(o.sets.v) > 0:
				return usagef("%s: --set is for a scenario file; with --trace use the other flags", where)
			case !trace.set && (t.any() || overrun.set):
				return usagef("%s: --format, --processors, --gpus, --nodes, --gpus-per-node and --overrun are for --trace; a scenario file sets these itself", where)
			}
			specs, err := scheduler.ParseList(policies.v)
			if err != nil {
				return usagef("%s", err)
			}
			var job *task
			if trace.set {
				job, err = traceTask(cc.Context, c, trace.v, t, overrun.v, o)
			} else {
				var tasks []*task
				if tasks, err = loadAll(c, files, o); err == nil {
					job = tasks[0]
				}
			}
			if err != nil {
				return err
			}
			job.options.Policies, job.shown = specs, results.TableWarnings
			if !trace.set {
				job.addPolicies(specs, o.dir.set)
			}
			return job.run(cc.Context, c, o, func(out *experiment.Outcome) string { return report.Compare(out.Runs) })
		},
	}
}

func traceTask(ctx context.Context, c *console, path string, t *traceFlags, overrun scenario.Overrun, o *common) (*task, error) {
	m, err := t.machine("bench")
	if err == nil && m.Total() == 0 {
		m, err = t.recorded(ctx, c, path)
	}
	if err != nil {
		return nil, err
	}
	s, err := experiment.FromTrace(path, scenario.Trace{Format: t.format.v, Processors: t.processors.v}, m, overrun)
	if err != nil {
		return nil, err
	}
	job := o.task(s, false)
	if t.processors.v != scenario.RequestedProcessors {
		job.change(experiment.Change{Path: "processors", Value: string(t.processors.v)}, o.dir.set)
	}
	if overrun != scenario.OverrunKill {
		job.change(experiment.Change{Path: "overrun", Value: string(overrun)}, o.dir.set)
	}
	return job, nil
}

// addPolicies tells of policies that are not the scenario's own.
func (t *task) addPolicies(specs []scheduler.Spec, named bool) {
	for _, c := range experiment.ChangedPolicies(t.scenario, specs) {
		t.options.Changes = slices.DeleteFunc(t.options.Changes, func(x experiment.Change) bool { return x.Path == c.Path })
		t.change(c, named)
	}
}

// change adds a change to a task, and to its folder unless that was named.
func (t *task) change(c experiment.Change, named bool) {
	t.options.Changes = append(t.options.Changes, c)
	if !named {
		t.options.Dir = folder("out", t.scenario.Name, t.options.Changes)
	}
}

// recorded is the machine by the header of the trace, which it reports. All of the
// trace is read for it: where two logs were joined, two headers may not agree.
func (t *traceFlags) recorded(ctx context.Context, c *console, path string) (experiment.Machine, error) {
	f, err := t.check(ctx, path, experiment.Machine{})
	if err != nil {
		return experiment.Machine{}, err
	}
	n, by := f.Header().Machine()
	switch {
	case n > maxGPUs:
		return experiment.Machine{}, usagef("bench: %s of the trace is %d, more than the %d GPUs of the largest machine; give --gpus N", by.Key, n, maxGPUs)
	case n == 0 && by.Key != "":
		return experiment.Machine{}, usagef("bench: how large is the machine? %s of the trace is %q, which is not one plain number; give --gpus N, or --nodes N --gpus-per-node G", by.Key, clip(by.Value))
	case n == 0:
		return experiment.Machine{}, usagef("bench: how large is the machine? give --gpus N, or --nodes N --gpus-per-node G")
	}
	c.say("a machine of %s, by %s of the trace; --gpus sets another", number(n, "GPU"), by.Key)
	return experiment.Machine{GPUs: n}, nil
}

// check reads a trace as the flags say.
func (t *traceFlags) check(ctx context.Context, path string, m experiment.Machine) (*workloads.File, error) {
	if err := experiment.CheckTraceFile(path); err != nil {
		return nil, err
	}
	f, err := workloads.Check(path, workloads.Options{Format: t.format.v, Processors: string(t.processors.v), MaxGPUs: m.Total(), Stop: ctx.Err})
	return f, traceError(err)
}
