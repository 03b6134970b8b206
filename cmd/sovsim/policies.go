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
		Usage:     "list the policies, routings and orders, or explain one",
		ArgsUsage: "[NAME]",
		Description: `
Lists the policies, which order and start the jobs of one cluster, the
routings, which choose a cluster for each job, and the orders that a policy may
give its queue. With NAME: its definition, guarantees, parameters, cost and
source.`,
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
	b.WriteString("\nOrders (of a queue, for policies that take one):\n")
	for _, o := range scheduler.Orders() {
		entry(&b, o.Name, o.Meaning)
	}
	b.WriteString("\nsovsim policies NAME explains one.\n")
	return b.String()
}

// entry writes a name and what it is. A name that is too long for its column
// stands on a line of its own, so that it moves none of the others.
func entry(b *strings.Builder, name, summary string) {
	const column = 13
	if len(name) > column {
		fmt.Fprintf(b, "  %s\n", name)
		name = ""
	}
	for i, line := range prose.Wrap(summary, prose.Width-column-4) {
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(b, "  %-*s  %s\n", column, name, line)
	}
}

// explain is everything about a policy, a routing or an order, and about each of
// them where they share a name. It may be typed with its options.
func explain(text string) (string, error) {
	name, _, _ := strings.Cut(text, "(")
	name = strings.TrimSpace(name)
	var texts []string
	if p, err := scheduler.Lookup(name); err == nil {
		var b strings.Builder
		title(&b, p.Name+": "+p.Summary)
		section(&b, "Definition", p.Definition)
		section(&b, "Guarantees", p.Guarantees)
		parameters(&b, p.Parameters())
		section(&b, "Cost", p.Cost)
		section(&b, "Source", p.Source)
		texts = append(texts, b.String())
	}
	if r, err := scheduler.LookupRouting(name); err == nil {
		var b strings.Builder
		title(&b, r.Name+" (routing): "+r.Summary)
		section(&b, "Definition", r.Definition)
		parameters(&b, r.Parameters())
		section(&b, "Cost", r.Cost)
		texts = append(texts, b.String())
	}
	if o, err := scheduler.LookupOrder(name); err == nil {
		var b strings.Builder
		title(&b, o.Name+" (order): "+o.Meaning)
		texts = append(texts, b.String())
	}
	if len(texts) > 0 {
		return strings.Join(texts, "\n"), nil
	}
	policies, routings, orders := scheduler.PolicyNames(), scheduler.RoutingNames(), scheduler.OrderNames()
	if best := nearestName(name, slices.Concat(policies, routings, orders)); best != "" {
		return "", usagef("policies: there is no policy, routing or order %q: did you mean %q?", clip(name), best)
	}
	return "", usagef("policies: there is no policy, routing or order %q; the policies are %s; the routings are %s; the orders are %s",
		clip(name), strings.Join(policies, ", "), strings.Join(routings, ", "), strings.Join(orders, ", "))
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

// section writes a text under its title, wrapped; nothing if there is none.
func section(b *strings.Builder, title, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, line := range prose.Wrap(text, prose.Width-2) {
		fmt.Fprintf(b, "  %s\n", line)
	}
}
