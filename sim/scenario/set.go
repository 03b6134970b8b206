package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// setting is one --set of the command line.
type setting struct {
	path  string
	steps []step
	from  *origin
	value *yaml.Node
}

// step is one piece of a path: a key, the name of an entry, or an index.
type step struct {
	name  string
	index int // −1 for a name
	// upTo is the path up to this step, as typed.
	upTo string
}

// settings applies each --set to the tree, in their order, and notes what is
// wrong with them.
func (d *decoder) settings(root *yaml.Node, sets []string) *yaml.Node {
	if len(sets) > maxSets {
		d.errs.add(Problem{File: "--set", Msg: fmt.Sprintf("it is given %d times, more than %d: write a file that extends the scenario", len(sets), maxSets)})
		return root
	}
	seen := map[string]bool{}
	for i, text := range sets {
		s, ok := d.setting(text, MaxFiles+i)
		if !ok || root == nil {
			continue
		}
		at := value{node: s.value}
		switch {
		case seen[s.path]:
			d.fault(at, "it is given twice: leave one out")
		case s.steps[0].name == "extends" || s.steps[0].name == "include" || s.steps[0].name == "version":
			d.fault(at, "a value is set after the files are read, so that %s cannot be: write a file that extends the scenario", s.steps[0].name)
		default:
			if n := d.put(s, value{node: root}, topPlace, s.steps); n != nil {
				root = n
			}
		}
		seen[s.path] = true
		d.visits = 0
	}
	return root
}

// setting reads PATH=VALUE. rank orders its messages.
func (d *decoder) setting(text string, rank int) (s *setting, ok bool) {
	path, val, has := strings.Cut(text, "=")
	path = strings.TrimSpace(path)
	s = &setting{path: path, from: &origin{file: "--set", set: true, rank: rank}}
	fault := func(format string, args ...any) (*setting, bool) {
		d.faults++
		d.errs.add(Problem{File: s.from.file, Msg: fmt.Sprintf(format, args...), rank: rank})
		return nil, false
	}
	const example = "such as --set horizon=90d or --set clusters.NAME.gpus=64"
	switch {
	case path == "" && has:
		return fault("the path before = is empty: write PATH=VALUE, %s", example)
	case path == "":
		return fault("it is empty: write PATH=VALUE, %s", example)
	case len(path) > 1000:
		return fault("the path is longer than 1,000 bytes: write PATH=VALUE, %s", example)
	case strings.IndexFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0:
		return fault("the path has a character that cannot be printed: write PATH=VALUE, %s", example)
	}
	s.from.file = "--set " + clipTo(path, 100)
	var err error
	if s.steps, err = parsePath(path); err != nil {
		return fault("%s", err)
	}
	switch {
	case !has:
		return fault("there is no value: write PATH=VALUE, %s", example)
	case strings.TrimSpace(val) == "":
		return fault("the value is empty: give one after the =")
	}
	if s.value, err = parseFlow(val); err != nil {
		return fault("%s", err)
	}
	s.from.value = s.value
	d.own(s.value, s.from)
	return s, true
}

// parsePath reads keys and names between dots, "quoted" where they have a dot or
// a bracket in them, and [indices].
func parsePath(path string) (steps []step, err error) {
	for rest := path; ; {
		upTo := func() string { return clipTo(path[:len(path)-len(rest)], 100) }
		switch {
		case strings.HasPrefix(rest, "["):
			digits, after, closed := strings.Cut(rest[1:], "]")
			n, err := strconv.Atoi(digits)
			if !closed || err != nil || n < 0 || digits[0] == '+' {
				return nil, fmt.Errorf("an index is a whole number in brackets, counted from 0, such as timeline[0]")
			}
			rest = after
			steps = append(steps, step{index: n, upTo: upTo()})
		case strings.HasPrefix(rest, `"`):
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return nil, errors.New(`a quote in the path is not closed`)
			}
			rest = rest[len(quoted):]
			name, _ := strconv.Unquote(quoted)
			steps = append(steps, step{name, -1, upTo()})
		default:
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			name := rest[:end]
			if name == "" {
				return nil, errors.New("a key is missing in the path: write keys and names with one dot between each two")
			}
			rest = rest[end:]
			steps = append(steps, step{name, -1, upTo()})
		}
		switch {
		case rest == "":
			if steps[0].index >= 0 {
				return nil, errors.New("the path begins with an index: begin it with a key of the scenario, such as clusters[0]")
			}
			return steps, nil
		case rest[0] == '.':
			if rest = rest[1:]; strings.HasPrefix(rest, "[") {
				return nil, errors.New("an index follows its list without a dot, such as timeline[0]")
			}
		case rest[0] != '[':
			return nil, errors.New("after a quoted name a dot or an index follows")
		}
	}
}

// parseFlow reads a value: a scalar, or a list or block in brackets.
func parseFlow(text string) (*yaml.Node, error) {
	if _, _, what := notText([]byte(text)); what != "" {
		return nil, fmt.Errorf("in the value: %s", what)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("the value has more than %d bytes", MaxBytes)
	}
	n, err := loadFlow(text)
	switch {
	case err != nil:
		return nil, err
	case n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0:
		return nil, errors.New(`the value reads as a block of keys: write it in braces, {key: value}, or a text with a colon in "quotes"`)
	case n.Kind == yaml.SequenceNode && n.Style&yaml.FlowStyle == 0:
		return nil, errors.New("the value reads as a list: write it in brackets, [a, b]")
	}
	return n, nil
}

func loadFlow(text string) (n *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil { // as in parse
			n, err = nil, fmt.Errorf("the value is not valid YAML: %v", p)
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader([]byte(text)))
	if err != nil {
		return nil, fmt.Errorf("the value is not valid YAML: %w", err)
	}
	var document, second yaml.Node
	if err := loader.Load(&document); err == io.EOF || err == nil && isEmpty(&document) {
		return nil, errors.New("the value is empty: give one after the =")
	} else if err != nil {
		return nil, flowError(text, err)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, errors.New("the value is more than one document: remove the ---")
	case err != io.EOF:
		return nil, flowError(text, err)
	}
	return document.Content[0], nil
}

// flowError is the first error of the YAML reader, with advice.
func flowError(text string, err error) error {
	list := loadErrors(err)
	if len(list) == 0 {
		return fmt.Errorf("the value is not valid YAML: %w", err)
	}
	return fmt.Errorf("the value is not valid YAML: %s%s", list[0].Message, syntaxAdvice([]byte(text), 1, list[0].Message))
}
