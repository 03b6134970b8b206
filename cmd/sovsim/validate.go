package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/sim/scenario"
)

func validateCommand(c *console) *cli.Command {
	var show, quiet, regions, asJSON bool
	set := &sets{}
	return &cli.Command{
		Name:      "validate",
		Usage:     "check scenario files and list everything that is wrong",
		ArgsUsage: "SCENARIO... [--print | --json] [--regions]",
		Description: `
Reports every fault of every file with its line and column. With --print it
writes the scenario as sovsim understands it: every default filled in, ramps
expanded into steps. --set shows the effect of a change. Where there are blocs,
a table shows the demand and the capacity of each, with --regions also of each
region. With --json it writes all of that as data.`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "print", Usage: "write the resolved scenario as YAML", Destination: &show},
			&cli.BoolFlag{Name: "json", Usage: "write what is known of each scenario, and its faults, as JSON", Destination: &asJSON},
			&cli.BoolFlag{Name: "regions", Usage: "show the demand and the capacity of each region too", Destination: &regions},
			set.flag(),
			quietFlag(&quiet),
		},
		Action: func(cc *cli.Context) error {
			c.quiet = quiet
			if cc.Args().Len() == 0 {
				return usagef("validate: name at least one scenario file; see sovsim validate --help")
			}
			if show && asJSON {
				return usagef("validate: --print writes YAML and --json JSON; give one or the other")
			}
			var faults []error
			var list []validation
			for i, file := range cc.Args().Slice() {
				s, err := set.load(c, file, cc.Args().Len() > 1)
				if asJSON {
					list = append(list, validated(file, s, err))
				}
				if err != nil {
					faults = append(faults, err)
					continue
				}
				for _, w := range s.Warnings {
					c.say("warning: %s", w.String())
				}
				if asJSON {
					continue
				}
				text := summary(file, s, regions)
				if show {
					text = string(s.YAML())
					if i > 0 {
						text = "---\n" + text
					}
				}
				say := c.print
				if show {
					say = c.data
				}
				if err := say(text); err != nil {
					return err
				}
			}
			if asJSON {
				text, err := encodeValidations(list)
				if err == nil {
					err = c.data(text)
				}
				if err != nil {
					return err
				}
			}
			return errors.Join(faults...)
		},
	}
}

// summary says what the scenario is, and what is known of it before it runs.
func summary(file string, s *scenario.Scenario, regions bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: valid: %s, %s × %s\n", file, number(len(s.Clusters), "cluster"),
		plural(len(s.Policies), "policy", "policies"), number(s.Replications, "replication"))
	if jobs := s.ExpectedJobs(); jobs > 0 {
		fmt.Fprintf(&b, "  about %s jobs in each replication", rounded(jobs))
		if s.Scale > 1 {
			fmt.Fprintf(&b, ", at scale 1/%d", s.Scale)
		}
		fmt.Fprintln(&b)
	}
	capacity(&b, s, regions)
	b.WriteString(rebound(s))
	for _, r := range s.Restricted {
		fmt.Fprintln(&b, restriction(r))
	}
	return b.String()
}

// capacity is a table of what each bloc asks for and has, and perhaps each of its
// regions.
func capacity(b *strings.Builder, s *scenario.Scenario, regions bool) {
	const form = "  %-18s %11s %11s %11s %11s %9s\n"
	hours := (s.Horizon - s.WarmUp).Hours()
	leavers := false
	row := func(name string, f scenario.Fluid) {
		bound := fmt.Sprintf("%.3g %%", 100*f.Bound)
		if f.Leavers {
			leavers = true
			bound += "*"
		}
		fmt.Fprintf(b, form, name, rounded3(f.Demand/hours), rounded3(f.Supply/hours), rounded3(f.First), rounded3(f.Last), bound)
	}
	own := s.FluidByRegion()
	head := false
	for _, l := range boundBlocs(s) {
		if !head {
			head = true
			fmt.Fprintf(b, form, "H100-equivalents", "asked for", "there", "at first", "at last", "at most")
		}
		row(l.fluid.Bloc, l.fluid)
		if regions && len(l.regions) > 1 {
			for _, r := range l.regions {
				row("  "+own[r].Bloc, own[r])
			}
		}
	}
	if head {
		fmt.Fprintln(b, "  Asked for and there: averages after the warm-up. At most: the largest share\n  of its demand that can run on its own soil.")
	}
	if leavers {
		fmt.Fprintln(b, "  * as long as nobody leaves; users who leave take their demand with them")
	}
}

// maxRebound is how many regions such a line names.
const maxRebound = 5

// rebound says, a class a line, whose home-bound jobs are bound to the bloc.
func rebound(s *scenario.Scenario) string {
	var b strings.Builder
	for _, l := range reboundLines(s) {
		regions := l.Regions
		if more := len(regions) - maxRebound; more > 0 {
			regions = append(slices.Clone(regions[:maxRebound]), fmt.Sprintf("%d more", more))
		}
		fmt.Fprintf(&b, "  class %s: home-bound jobs of %s\n    may run anywhere in the bloc: at the epoch no machine at home holds their\n    smallest size, %s\n",
			l.Class, strings.Join(regions, ", "), number(l.Least, "GPU"))
	}
	return b.String()
}

// restriction says in two lines what an export rule takes.
func restriction(r scenario.Restriction) string {
	text := fmt.Sprintf("  export rule %s: of %s GPUs (%s H100-equivalents) that would\n    be added before the horizon, ", r.Rule, whole(float64(r.Planned.GPUs)), whole(r.Planned.H100e))
	taken := fmt.Sprintf("%s (%s)", whole(float64(r.Taken.GPUs)), whole(r.Taken.H100e))
	switch {
	case r.Cap && r.Taken.GPUs == 0:
		return text + "all are delivered"
	case r.Cap:
		return text + taken + " are never delivered"
	case r.Months == 0:
		return text + "none is late"
	}
	return text + fmt.Sprintf("all are %s late,\n    %s of them after it", number(r.Months, "month"), taken)
}

// whole is a number of things, with commas.
func whole(x float64) string { return significant(x, 15) }

func number(n int, what string) string { return plural(n, what, what+"s") }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
