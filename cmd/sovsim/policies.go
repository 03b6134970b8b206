package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/prose"
	"sovsim/scheduler"
)

func policiesCommand(c *console) *cli.Command {
	return &cli.Command{
		Name:      "policies",
		Usage:     "list the scheduling policies, or explain one",
		ArgsUsage: "[NAME]",
		Description: `
Lists the policies, which order and start the jobs of one cluster, and the
routings, which choose a cluster for each job. With NAME: its definition,
guarantees, parameters, cost and source.`,
		Action: func(cc *cli.Context) error {
			switch cc.Args().Len() {
			case 0:
				return c.print(listPolicies())
			case 1:
				text, err := explain(cc.Args().First())
				if err != nil {
					return err
				}
				return c.print(text)
			}
			return usagef("policies: it explains one policy at a time, not %d", cc.Args().Len())
		},
	}
}

func listPolicies() string {
	var b strings.Builder
	b.WriteString("Policies:\n")
	for _, p := range scheduler.Policies() {
		entry(&b, p.Name, p.Summary)
	}
	b.WriteString("\nRoutings (which cluster a job goes to):\n")
	for _, r := range scheduler.Routings() {
		entry(&b, r.Name, r.Summary)
	}
	b.WriteString("\nsovsim policies NAME explains one.\n")
	return b.String()
}

func entry(b *strings.Builder, name, summary string) {
	for i, line := range prose.Wrap(summary, prose.Width-17) {
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(b, "  %-13s  %s\n", name, line)
	}
}

// explain is everything about a policy or a routing. It may be typed with its
// parameters.
func explain(text string) (string, error) {
	name, _, _ := strings.Cut(text, "(")
	name = strings.TrimSpace(name)
	routings := scheduler.Routings()
	if i := slices.IndexFunc(routings, func(r *scheduler.Routing) bool { return r.Name == name }); i >= 0 {
		r := routings[i]
		var b strings.Builder
		title(&b, r.Name+" (routing): "+r.Summary)
		section(&b, "Definition", r.Definition)
		parameters(&b, r.Parameters())
		section(&b, "Cost", r.Cost)
		return b.String(), nil
	}
	p, err := scheduler.Lookup(name)
	if err != nil {
		var all, policies []string
		for _, r := range routings {
			all = append(all, r.Name)
		}
		for _, p := range scheduler.Policies() {
			policies = append(policies, p.Name)
		}
		if best := nearestName(name, append(policies, all...)); best != "" {
			return "", usagef("policies: there is no policy or routing %q: did you mean %q?", clip(name), best)
		}
		return "", usagef("policies: there is no policy or routing %q; the policies are %s; the routings are %s", clip(name), strings.Join(policies, ", "), strings.Join(all, ", "))
	}
	var b strings.Builder
	title(&b, p.Name+": "+p.Summary)
	section(&b, "Definition", p.Definition)
	section(&b, "Guarantees", p.Guarantees)
	parameters(&b, p.Parameters())
	section(&b, "Cost", p.Cost)
	section(&b, "Source", p.Source)
	return b.String(), nil
}

func title(b *strings.Builder, text string) {
	for _, line := range prose.Wrap(text, prose.Width) {
		fmt.Fprintln(b, line)
	}
}

// parameters lists what may stand in parentheses; nothing where nothing may.
func parameters(b *strings.Builder, list []scheduler.Parameter) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\nParameters\n")
	for _, q := range list {
		for i, line := range prose.Wrap(q.Name+": "+q.Meaning, prose.Width-4) {
			fmt.Fprintf(b, "  %s%s\n", strings.Repeat("  ", min(i, 1)), line)
		}
		for _, line := range prose.Wrap("values: "+q.Values+"; default: "+q.Default, prose.Width-4) {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
}

// section writes a text under its title, wrapped.
func section(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "\n%s\n", title)
	for _, line := range prose.Wrap(text, prose.Width-2) {
		fmt.Fprintf(b, "  %s\n", line)
	}
}
