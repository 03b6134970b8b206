package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/prose"
	"sovsim/scenarios"
)

func initCommand(c *console) *cli.Command {
	return &cli.Command{
		Name:      "init",
		Usage:     "write a copy of a scenario that ships, to be changed",
		ArgsUsage: "[NAME]",
		Description: `
Lists the scenarios that ship with sovsim, and the parts that they are made of.
With NAME, of a scenario or a part, it writes that file:

  sovsim init uk-20x > mine.yaml

The copy runs from any folder: what it extends and includes ships with sovsim.
A file of the same name in the folder of the copy goes before the one that
ships, so that parts can be changed too:

  mkdir blocks && sovsim init blocks/classes.yaml > blocks/classes.yaml`,
		Action: func(cc *cli.Context) error {
			switch cc.Args().Len() {
			case 0:
				return c.print(listShipped())
			case 1:
				text, err := shipped(cc.Args().First())
				if err != nil {
					return err
				}
				return c.data(text)
			}
			return usagef("init: it writes one file at a time, not %d", cc.Args().Len())
		},
	}
}

// shipped is the text of a scenario that ships, or of a part of one.
func shipped(name string) (string, error) {
	list := append(scenarios.Names(), scenarios.Parts()...)
	text, err := scenarios.Read(name)
	if err != nil {
		return "", usagef("init: no scenario or part that ships is named %q%s; sovsim init lists them", clip(name), nearest(name, list))
	}
	return string(text), nil
}

// listShipped is the scenarios, each with what it says of itself, and the parts.
func listShipped() string {
	var b strings.Builder
	b.WriteString("Scenarios:\n")
	for _, name := range scenarios.Names() {
		for i, line := range prose.Wrap(scenarios.Describe(name), prose.Width-26) {
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(&b, "  %-22s  %s\n", name, line)
		}
	}
	b.WriteString("\nParts that they are made of:\n")
	for _, name := range scenarios.Parts() {
		fmt.Fprintf(&b, "  %s\n", name)
	}
	b.WriteString("\nsovsim init NAME writes one; sovsim run NAME runs a scenario.\n")
	return b.String()
}
