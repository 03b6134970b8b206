package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/prose"
)

// writeHelp writes the help of the command that path leads to, or of sovsim.
func writeHelp(w io.Writer, app *cli.App, path []*cli.Command) error {
	var b strings.Builder
	if len(path) == 0 {
		fmt.Fprintf(&b, "sovsim: %s\n\nUsage: sovsim COMMAND [ARGUMENTS] [FLAGS]\n\nCommands:\n", app.Usage)
		commandList(&b, app.Commands)
		b.WriteString("\nSee sovsim COMMAND --help for more. Flags may stand before and after arguments.\n" +
			"Exit status: 0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted.\n")
	} else {
		cmd := path[len(path)-1]
		name := "sovsim " + strings.Join(names(path), " ")
		fmt.Fprintf(&b, "%s: %s\n\n", name, cmd.Usage)
		if len(cmd.Subcommands) > 0 {
			fmt.Fprintf(&b, "Usage: %s COMMAND [ARGUMENTS] [FLAGS]\n\nCommands:\n", name)
			commandList(&b, cmd.Subcommands)
		} else {
			for i, usage := range strings.Split(cmd.ArgsUsage, "\n") {
				fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%-6s %s %s", []string{"Usage:", ""}[min(i, 1)], name, usage), " "))
			}
		}
		if cmd.Description != "" {
			fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(cmd.Description))
		}
		if len(cmd.Flags) > 0 {
			b.WriteString("\nFlags:\n")
		}
		for _, f := range cmd.Flags {
			left := synopsis(f)
			if utf8.RuneCountInString(left) > 22 {
				fmt.Fprintf(&b, "  %s\n", left)
				left = ""
			}
			for i, line := range prose.Wrap(describe(f), prose.Width-26) {
				if i > 0 {
					left = ""
				}
				fmt.Fprintf(&b, "  %-22s  %s\n", left, line)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func commandList(b *strings.Builder, commands []*cli.Command) {
	for _, c := range commands {
		fmt.Fprintf(b, "  %-10s %s\n", c.Name, c.Usage)
	}
}

// synopsis is a flag with its argument: -o DIR, --out DIR.
func synopsis(f cli.Flag) string {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return dashed(f.Names()[0])
	}
	argument := ""
	if d.TakesValue() {
		argument = " VALUE"
		if parts := strings.Split(d.GetUsage(), "`"); len(parts) == 3 {
			argument = " " + parts[1]
		}
	}
	list := f.Names()
	parts := make([]string, len(list))
	for i, n := range list {
		parts[len(list)-1-i] = dashed(n) // short names first
	}
	return strings.Join(parts, ", ") + argument
}

// describe is a flag's usage without its argument's name.
func describe(f cli.Flag) string {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return ""
	}
	usage := d.GetUsage()
	if parts := strings.SplitN(usage, "`", 3); len(parts) == 3 && strings.HasPrefix(parts[2], ": ") {
		usage = parts[2][2:] // `N`: what N is
	}
	return strings.ReplaceAll(usage, "`", "")
}
