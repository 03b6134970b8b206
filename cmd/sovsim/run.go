package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/report"
	"sovsim/cmd/internal/terminal"
	"sovsim/internal/experiment"
	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/scenario"
)

func runCommand(c *console) *cli.Command {
	o := newCommon()
	return &cli.Command{
		Name:      "run",
		Usage:     "run scenarios and write their results",
		ArgsUsage: "SCENARIO... [FLAGS]",
		Description: `
Runs each scenario once for each of its policies and replications. Results go
to out/NAME, where NAME is the scenario's name, or to DIR with -o (DIR/NAME
for several scenarios). Changes by --set or another flag appear on the first
line of the page, in the name of the folder, out/NAME+CHANGES, and in the
column variant. Earlier results of the same scenario, settings and seed are
replaced as a whole; those of another need --force. A directory that holds
other files is refused.`,
		Flags: o.flags(),
		Action: func(cc *cli.Context) error {
			c.quiet = o.quiet
			if cc.Args().Len() == 0 {
				return usagef("run: name at least one scenario, as in sovsim run two-clusters; see sovsim run --help")
			}
			tasks, err := loadAll(c, cc.Args().Slice(), o)
			if err != nil {
				return err
			}
			if len(tasks) > 1 { // before the first runs for an hour
				if err := refused(cc.Context, tasks); err != nil {
					return err
				}
			}
			var failures []error
			for _, t := range tasks {
				err := t.run(cc.Context, c, o, runTable)
				if cc.Context.Err() != nil {
					return cc.Context.Err()
				}
				if err != nil {
					failures = append(failures, err)
				}
			}
			return errors.Join(failures...)
		},
	}
}

// runTable is the table of a scenario's runs, with the fluid bounds of its blocs.
func runTable(out *experiment.Outcome) string {
	bounds := map[string]float64{}
	for _, f := range out.Bounds {
		if !f.Leavers { // who leaves takes demand along
			bounds[f.Bloc] = f.Bound
		}
	}
	return report.Run(out.Runs, report.Options{Bounds: bounds})
}

// task is one scenario to be run into one directory.
type task struct {
	scenario *scenario.Scenario
	options  experiment.Options
	// shown, where set, are the warnings that stand below the table.
	shown func([]*results.RunSummary) []string
}

// loadAll reads all scenario files before the first of them runs, and tells the
// faults of all.
func loadAll(c *console, files []string, o *common) ([]*task, error) {
	var tasks []*task
	var faults []error
	first := map[string]string{}
	for _, file := range files {
		s, err := o.sets.load(c, file, len(files) > 1)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if other := first[s.Name]; other != "" {
			faults = append(faults, usagef("%s: its name, %s, is also the name of %s, so their results would go to one directory; change one name", file, s.Name, other))
		}
		first[s.Name] = file
		tasks = append(tasks, o.task(s, len(files) > 1))
	}
	return tasks, errors.Join(faults...)
}

// task is a scenario with what the command line says in its place; several tells
// that it is one of several.
func (o *common) task(s *scenario.Scenario, several bool) *task {
	t := &task{scenario: s, options: experiment.Options{Changes: o.apply(s), Force: o.force}}
	t.options.Dir = folder("out", s.Name, t.options.Changes)
	switch {
	case o.dir.set && !several:
		t.options.Dir = o.dir.v
	case o.dir.set:
		t.options.Dir = folder(o.dir.v, s.Name, t.options.Changes)
	}
	return t
}

// folder is where the results of a scenario with changes go, below dir.
func folder(dir, name string, changes []experiment.Change) string {
	if len(changes) > 0 {
		name += "+" + experiment.Label(changes)
	}
	return filepath.Join(dir, name)
}

// apply sets what the command line says in place of the scenario, and is what has
// changed by that. The name stands before the changes anyway, and is none.
func (o *common) apply(s *scenario.Scenario) []experiment.Change {
	var changes []experiment.Change
	for _, set := range o.sets.v {
		c := experiment.Changed(set)
		if c.Path != "name" && !(c.Path == "seed" && o.seed.set) && !(c.Path == "replications" && o.replications.set) {
			changes = append(changes, c)
		}
	}
	if o.seed.set && (s.Seed != o.seed.v || o.sets.has("seed")) {
		s.Seed = o.seed.v
		changes = append(changes, experiment.Change{Path: "seed", Value: strconv.FormatUint(o.seed.v, 10)})
	}
	if o.replications.set && (s.Replications != o.replications.v || o.sets.has("replications")) {
		s.Replications = o.replications.v
		changes = append(changes, experiment.Change{Path: "replications", Value: strconv.Itoa(o.replications.v)})
	}
	s.Outputs.Jobs = s.Outputs.Jobs || o.jobs
	return experiment.Ordered(changes)
}

// refused is why directories of the tasks would not be replaced.
func refused(ctx context.Context, tasks []*task) error {
	var faults []error
	for _, t := range tasks {
		if err := experiment.Replaceable(ctx, t.scenario, t.options); err != nil {
			faults = append(faults, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return errors.Join(faults...)
}

// run runs the task, and shows the table and what is to be said of the results.
func (t *task) run(ctx context.Context, c *console, o *common, table func(*experiment.Outcome) string) error {
	mode := o.progress.v
	if c.quiet {
		mode = terminal.None
	}
	t.options.Workers, t.options.MaxLive, t.options.Memory = o.atOnce(), o.live.v, memoryForJobs()
	t.options.Watch = func(m *experiment.Meter) func() { return terminal.Watch(c.err, mode, m.Name, m) }
	t.options.Announce = func(e experiment.Estimate) { announce(c, e) }
	out, err := experiment.Execute(ctx, t.scenario, t.options)
	if err != nil {
		return err
	}
	for _, line := range out.Replaced {
		c.say("%s: %s", filepath.Clean(t.options.Dir), line)
	}
	var shown []string
	if t.shown != nil {
		shown = t.shown(out.Runs)
	}
	remarks(c, t.scenario.Name, out, shown)
	var files []string
	for _, f := range out.Manifest.Files {
		files = append(files, f.Name)
	}
	files = append(files, results.ManifestFile)
	return c.print(table(out) + "\n" + listed(filepath.Clean(t.options.Dir)+string(os.PathSeparator)+":", files))
}

// listed is names after a word, with commas, in lines of at most 80 characters where
// they fit into that.
func listed(word string, names []string) string {
	text, width := word, len(word)
	for i, name := range names {
		if i < len(names)-1 {
			name += ","
		}
		if width += 1 + len(name); width > 80 {
			text, width = text+"\n ", 2+len(name)
		}
		text += " " + name
	}
	return text + "\n"
}

// announce says what a run will take, where that can be told.
func announce(c *console, e experiment.Estimate) {
	if e.Jobs == 0 {
		return
	}
	text := fmt.Sprintf("%s: about %s jobs", e.Name, rounded(e.Jobs))
	if e.Runs > 1 {
		text += fmt.Sprintf(" in each of %d runs", e.Runs)
	}
	if size := bytesText(e.Bytes); e.Written {
		text += "; jobs.csv will take about " + size
	} else {
		text += "; no jobs.csv (--jobs would write about " + size + ")"
	}
	c.say("%s", text)
}

// rounded is a number of two significant digits with commas, rounded3 one of
// three.
func rounded(x float64) string  { return significant(x, 2) }
func rounded3(x float64) string { return significant(x, 3) }

func significant(x float64, digits int) string {
	unit := math.Pow10(max(0, int(math.Log10(max(x, 1)))+1-digits))
	s := strconv.FormatFloat(math.Round(x/unit)*unit, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bytesText is a number of bytes in decimal units, two significant digits.
func bytesText(x float64) string {
	units := []string{"kB", "MB", "GB", "TB", "PB"}
	i := 0
	for x /= 1000; x >= 999.5 && i < len(units)-1; i++ {
		x /= 1000
	}
	if x < 9.95 {
		return fmt.Sprintf("%.1f %s", x, units[i])
	}
	return rounded(x) + " " + units[i]
}

// maxRemarks is how many warnings are shown, and maxRemark of how many characters
// each; all are in the manifest, whole.
const (
	maxRemarks = 6
	maxRemark  = 600
)

// byReason is "number reason" for each reason, in order of reason.
func byReason(counts map[string]int64) []string {
	list := slices.Sorted(maps.Keys(counts))
	for i, reason := range list {
		list[i] = fmt.Sprintf("%d %s", counts[reason], reason)
	}
	return list
}

// remarks says what became of the records and jobs that the figures leave out,
// and how far the figures can be trusted; but for warnings that are shown below the table.
func remarks(c *console, name string, out *experiment.Outcome, shown []string) {
	if n := out.Manifest.Source; n != nil {
		text := fmt.Sprintf("%s read, %d kept, %d dropped", number(int(n.Read), "record"), n.Kept, n.Read-n.Kept)
		if len(n.Dropped) > 0 {
			text += " (" + strings.Join(byReason(n.Dropped), ", ") + ")"
		}
		c.say("%s: %s", name, text)
		for _, adjusted := range byReason(n.Adjusted) {
			c.say("%s: adjusted: %s", name, adjusted)
		}
		for _, note := range n.Notes {
			c.say("%s: %s", name, note)
		}
	}
	var rejected [sim.Reasons]int64
	for _, r := range out.Runs {
		for why, n := range r.Result.Reasons {
			rejected[why] += n
		}
	}
	for why, n := range rejected {
		if n > 0 && sim.Reason(why) != sim.NoReason {
			c.say("%s: %s turned away over all runs: %s", name, number(int(n), "job"), sim.Reason(why))
		}
	}
	warnings := alike(slices.DeleteFunc(slices.Clone(out.Manifest.Warnings), func(w string) bool { return slices.Contains(shown, w) }))
	for i, w := range warnings {
		if i == maxRemarks {
			c.say("%s: and %s in %s", name, number(len(warnings)-maxRemarks, "more warning"), results.ManifestFile)
			break
		}
		if r := []rune(w); len(r) > maxRemark {
			w = string(r[:maxRemark]) + "… (whole in " + results.ManifestFile + ")"
		}
		c.say("%s: warning: %s", name, w)
	}
	if n := len(slices.DeleteFunc(slices.Clone(out.Manifest.Remarks), func(w string) bool { return slices.Contains(shown, w) })); n > 0 {
		c.say("%s: %s on the figures in %s", name, number(n, "remark"), results.ManifestFile)
	}
}
