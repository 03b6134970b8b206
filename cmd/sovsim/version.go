package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"

	"sovsim/internal/experiment"
)

func versionCommand(c *console) *cli.Command {
	return &cli.Command{
		Name:        "version",
		Usage:       "print the version",
		Description: "Prints the version, the commit if the build recorded it, and the Go release.",
		Action: func(cc *cli.Context) error {
			if cc.Args().Len() > 0 {
				return usagef("version: it takes no argument; what is %s?", clip(cc.Args().First()))
			}
			return c.print(versionText())
		},
	}
}

// versionText is one line. Only the plain version goes into results.
func versionText() string {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if commit = settings["vcs.revision"]; commit != "" {
			commit = " (commit " + commit[:min(12, len(commit))]
			if settings["vcs.modified"] == "true" {
				commit += ", modified"
			}
			commit += ")"
		}
	}
	return fmt.Sprintf("sovsim %s%s, %s %s/%s\n", experiment.Version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
