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
	var show, quiet bool
	set := &sets{}
	return &cli.Command{
		Name:      "validate",
		Usage:     "check scenario files and say everything that is wrong",
		ArgsUsage: "SCENARIO.yaml... [--print]",
		Description: `
Every fault of every file is told with its line and column. With --print the
scenario is written as sovsim understands it: every default filled in, ramps
as their steps. --set shows what a change would make of it.`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "print", Usage: "write the resolved scenario as YAML", Destination: &show},
			set.flag(),
			quietFlag(&quiet),
		},
		Action: func(cc *cli.Context) error {
			c.quiet = quiet
			if cc.Args().Len() == 0 {
				return usagef("validate: name at least one scenario file; see sovsim validate --help")
			}
			var faults []error
			for i, file := range cc.Args().Slice() {
				s, err := set.load(file, cc.Args().Len() > 1)
				if err != nil {
					faults = append(faults, err)
					continue
				}
				for _, w := range s.Warnings {
					c.say("warning: %s", w.String())
				}
				text := summary(file, s)
				if show {
					text = string(s.YAML())
					if i > 0 {
						text = "---\n" + text
					}
				}
				if err := c.print(text); err != nil {
					return err
				}
			}
			return errors.Join(faults...)
		},
	}
}

// summary says what the scenario is, and what is known of it before it runs.
func summary(file string, s *scenario.Scenario) string {
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
	hours := (s.Horizon - s.WarmUp).Hours()
	for _, f := range s.FluidBounds() {
		if named := slices.ContainsFunc(s.Regions, func(r scenario.Region) bool { return r.Bloc == f.Bloc }); !named || f.Traces {
			continue
		}
		fmt.Fprintf(&b, "  %s: %s H100-equivalents asked for and %s there, on average: at most %.3g %% of\n    its demand can run on its own soil\n",
			f.Bloc, rounded3(f.Demand/hours), rounded3(f.Supply/hours), 100*f.Bound)
		if f.Leavers {
			fmt.Fprintln(&b, "    as long as nobody leaves: who does takes demand along")
		}
	}
	for _, r := range s.Restricted {
		fmt.Fprintln(&b, restriction(r))
	}
	return b.String()
}

// restriction says in two lines what an export rule takes.
func restriction(r scenario.Restriction) string {
	amount := func(a scenario.Amount) string {
		return fmt.Sprintf("%s GPUs (%s H100-equivalents)", whole(float64(a.GPUs)), whole(a.H100e))
	}
	text := fmt.Sprintf("  export rule %s: of %s added on its soil\n    until the horizon, ", r.Rule, amount(r.Planned))
	switch {
	case r.Cap:
		return text + amount(r.Taken) + " do not come"
	case r.Months == 0:
		return text + "none is late"
	}
	return text + amount(r.Taken) + fmt.Sprintf(" come after it,\n    all %s late", number(r.Months, "month"))
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
