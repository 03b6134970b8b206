package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	only := flag.String("only", "", "the scenarios to tell anew, with commas between, or scales for the last section; all by default")
	list := flag.Bool("list", false, "show the commands and run nothing")
	fresh := flag.Bool("fresh", false, "run again what has results")
	quick := flag.Bool("quick", false, "a 512th of everything, into out/scenarios-quick, page included: to see whether all runs")
	top := flag.String("top", "..", "the top of the repository")
	flag.Parse()
	if err := tell(*top, *only, *list, *fresh, *quick); err != nil {
		fmt.Fprintln(os.Stderr, "scenarios:", err)
		os.Exit(1)
	}
}

// tell runs the variants of some stories and writes their sections. A story that fails does
// not keep the others from theirs.
func tell(top, only string, list, fresh, quick bool) error {
	if err := os.Chdir(top); err != nil {
		return err
	}
	only, twice := withoutScales(only)
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	if list {
		for _, s := range chosen {
			for _, v := range s.runs {
				fmt.Printf("%-24s %s\n", v.label, v.command(s))
			}
		}
		return nil
	}
	r := &runner{sovsim: "bin/sovsim", out: "out/scenarios", fresh: fresh, made: map[string]string{}, say: progress()}
	target := "docs/scenarios.md"
	if quick {
		r.out, r.scale = "out/scenarios-quick", "1/512"
		target = r.out + "/scenarios.md"
	}
	before, err := os.ReadFile(target)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	sections := map[string]string{}
	var faults error
	for _, s := range chosen {
		text, err := s.tell(r)
		if err != nil {
			faults = errors.Join(faults, fmt.Errorf("%s: %w", s.name, err))
			continue
		}
		sections[s.name] = text
		// After each, so that what took minutes is not lost.
		if err := os.WriteFile(target, []byte(page(stories, sections, string(before))), 0o644); err != nil {
			return err
		}
	}
	if twice && !quick {
		text, err := tellScales(r)
		if err != nil {
			return errors.Join(faults, fmt.Errorf("%s: %w", scales, err))
		}
		sections[scalesHeading] = text
		faults = errors.Join(faults, os.WriteFile(target, []byte(page(stories, sections, string(before))), 0o644))
	}
	return faults
}

// withoutScales takes the section of scales out of the names of -only, and is whether it is
// among them.
func withoutScales(only string) (string, bool) {
	if only == "" {
		return "", true
	}
	var rest []string
	found := false
	for _, name := range strings.Split(only, ",") {
		if name == scales {
			found = true
		} else {
			rest = append(rest, name)
		}
	}
	if len(rest) == 0 {
		return nothing, found
	}
	return strings.Join(rest, ","), found
}

// nothing chooses no story.
const nothing = "-"

// progress says things with the time that has passed.
func progress() func(string, ...any) {
	begin := time.Now()
	return func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%6s  ", time.Since(begin).Round(time.Second))
		fmt.Fprintf(os.Stderr, format, args...)
	}
}

// choose is the stories of these names, in the order of the page.
func choose(only string) ([]*story, error) {
	switch only {
	case "":
		return stories, nil
	case nothing:
		return nil, nil
	}
	names := strings.Split(only, ",")
	var chosen []*story
	for _, s := range stories {
		if slices.Contains(names, s.name) {
			chosen = append(chosen, s)
			names = slices.DeleteFunc(names, func(n string) bool { return n == s.name })
		}
	}
	if len(names) > 0 {
		return nil, fmt.Errorf("no scenario of the page is called %s", strings.Join(names, " or "))
	}
	return chosen, nil
}

// tell runs the variants of a story and is its section.
func (s *story) tell(r *runner) (string, error) {
	results := map[string]*result{}
	for _, v := range s.runs {
		x, err := r.result(s, v)
		if err != nil {
			return "", err
		}
		results[v.label] = x
	}
	if err := s.whole(results); err != nil {
		return "", err
	}
	return s.section(results)
}
