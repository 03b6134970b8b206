package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/scheduler"
)

func policiesCommand(c *console) *cli.Command {
	return &cli.Command{
		Name:      "policies",
		Usage:     "list the scheduling policies, or explain one",
		ArgsUsage: "[NAME]",
		Description: `
Lists the policies, which order and start the jobs of one cluster, and the
routings, which choose the cluster of a job. With NAME: its definition,
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
	for _, p := range scheduler.Presets() {
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
	for i, line := range wrap(summary, helpWidth-17) {
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(b, "  %-13s  %s\n", name, line)
	}
}

// explain is everything about a policy or a routing.
func explain(name string) (string, error) {
	routings := scheduler.Routings()
	if i := slices.IndexFunc(routings, func(r *scheduler.Routing) bool { return r.Name == name }); i >= 0 {
		var b strings.Builder
		for _, line := range wrap(name+" (routing): "+routings[i].Summary, helpWidth) {
			fmt.Fprintln(&b, line)
		}
		section(&b, "Definition", routings[i].Definition)
		return b.String(), nil
	}
	bare, _, _ := strings.Cut(name, "(")
	p, err := scheduler.Lookup(strings.TrimSpace(bare))
	if err != nil {
		var all []string
		for _, r := range routings {
			all = append(all, r.Name)
		}
		return "", usagef("%s; the routings are %s", err, strings.Join(all, ", "))
	}
	var b strings.Builder
	for _, line := range wrap(p.Name+": "+p.Summary, helpWidth) {
		fmt.Fprintln(&b, line)
	}
	section(&b, "Definition", p.Definition)
	section(&b, "Guarantees", p.Guarantees)
	b.WriteString("\nParameters\n")
	for _, q := range p.Parameters() {
		fmt.Fprintf(&b, "  %s: %s\n", q.Name, q.Meaning)
		for _, line := range wrap("values: "+q.Values+"; default: "+q.Default, helpWidth-4) {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	section(&b, "Cost", p.Cost)
	section(&b, "Source", p.Source)
	return b.String(), nil
}

// section writes a text under its title, wrapped.
func section(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "\n%s\n", title)
	for _, line := range wrap(text, helpWidth-2) {
		fmt.Fprintf(b, "  %s\n", line)
	}
}
