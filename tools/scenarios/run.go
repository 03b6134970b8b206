package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A runner makes the results of variants, or finds them.
type runner struct {
	sovsim, out string            // the program, the folder of the results
	scale       string            // instead of the scenarios' own, if any
	fresh       bool              // run again what is there
	made        map[string]string // folders of this time by resolved scenario
	say         func(format string, args ...any)
}

// A result is a variant that has run.
type result struct {
	replications []*replication
	bounds       map[string]float64 // the most that can run on its own soil, by bloc, in per cent
}

// file is the scenario of a variant, as a path from the top.
func (v variant) file(s *story) string {
	name := s.name
	if v.from != "" {
		name = v.from
	}
	return "scenarios/" + name + ".yaml"
}

// arguments is what follows sovsim run on the command line.
func (v variant) arguments(s *story) []string {
	list := []string{v.file(s)}
	for _, set := range v.sets {
		list = append(list, "--set", set)
	}
	return list
}

// command is the variant as a line for a shell.
func (v variant) command(s *story) string {
	text := "sovsim run"
	for _, a := range v.arguments(s) {
		if strings.ContainsAny(a, " []{}*()") {
			a = "'" + a + "'"
		}
		text += " " + a
	}
	return text
}

// folder is a label as the name of a folder.
func folder(label string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9.]+`).ReplaceAllString(strings.ToLower(label), "-"), "-")
}

// arguments is those of the variant, at the runner's scale.
func (r *runner) arguments(s *story, v variant) []string {
	if r.scale != "" {
		v.sets = slices.DeleteFunc(slices.Clone(v.sets), func(set string) bool { return strings.HasPrefix(set, "scale=") })
		v.sets = append(v.sets, "scale="+r.scale)
	}
	return v.arguments(s)
}

// call runs sovsim and is its standard output. What it says otherwise is the error's.
func (r *runner) call(args ...string) (string, error) {
	var out, errs bytes.Buffer
	c := exec.Command(r.sovsim, args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("sovsim %s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String(), nil
}

// result runs a variant, unless the results of the same resolved scenario are there.
func (r *runner) result(s *story, v variant) (*result, error) {
	args := r.arguments(s, v)
	text, err := r.call(append([]string{"validate", "--quiet", "--print"}, args...)...)
	if err != nil {
		return nil, err
	}
	known, err := r.outline(args)
	if err != nil {
		return nil, err
	}
	version, err := r.call("version")
	if err != nil {
		return nil, err
	}
	// "sovsim 0.1.0 (commit …)": the version is part of every run id, the commit is not.
	if words := strings.Fields(version); len(words) > 1 {
		text = "# sovsim " + words[1] + "\n" + text
	}
	dir, ok := r.made[text]
	if !ok {
		if dir, err = r.make(s, v, text); err != nil {
			return nil, err
		}
		r.made[text] = dir
	}
	if n, err := policies(dir); err != nil || n != 1 {
		return nil, errors.Join(err, fmt.Errorf("%s has %d policies; the page is of one", dir, n))
	}
	list, err := load(dir, known)
	return &result{list, known.bounds()}, err
}

// make runs a variant into its folder, and is the folder. The resolved scenario
// is kept beside it, to know it again.
func (r *runner) make(s *story, v variant, text string) (string, error) {
	dir := filepath.Join(r.out, s.name, folder(v.label))
	beside := dir + ".resolved.yaml"
	if before, err := os.ReadFile(beside); err == nil && string(before) == text && !r.fresh {
		r.say("%s, %s: as it was\n", s.name, v.label)
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	if err := os.Remove(beside); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	r.say("%s, %s\n", s.name, v.label)
	args := append([]string{"run", "--quiet", "--progress", "none", "--force", "-o", dir}, r.arguments(s, v)...)
	if _, err := r.call(args...); err != nil {
		return "", err
	}
	return dir, os.WriteFile(beside, []byte(text), 0o644)
}

// outline is what validate --json knows of a scenario before it runs.
type outline struct {
	Scale        float64 // N of 1/N
	Replications int
	Policies     []string
	Clusters     []struct{ Name, Bloc string }
	Blocs        []struct {
		Name  string
		Bound float64
	}
}

// outline is that of the scenario of these arguments.
func (r *runner) outline(args []string) (outline, error) {
	text, err := r.call(append([]string{"validate", "--quiet", "--json"}, args...)...)
	if err != nil {
		return outline{}, err
	}
	var list []outline
	if err := json.Unmarshal([]byte(text), &list); err != nil || len(list) != 1 {
		return outline{}, fmt.Errorf("sovsim validate --json %s: %d scenarios, %v", strings.Join(args, " "), len(list), err)
	}
	return list[0], nil
}

// bounds are the fluid bounds by bloc in per cent, with three digits, as validate shows them.
func (o outline) bounds() map[string]float64 {
	bounds := map[string]float64{}
	for _, b := range o.Blocs {
		bounds[b.Name], _ = strconv.ParseFloat(strconv.FormatFloat(100*b.Bound, 'g', 3, 64), 64)
	}
	return bounds
}
