package scenario

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// MaxFiles and MaxTotal bound the files that one scenario is made of and their
// bytes, a file counted as often as it is included or extended.
const (
	MaxFiles = 64
	MaxTotal = 4 << 20
)

// maxSets is the most --set of one command.
const maxSets = 1000

// composer puts the files of a scenario into the order in which they win: what a
// file extends, then its includes in the order of its list, then what it says
// itself, each with its own files before it.
type composer struct {
	d *decoder
	// layers are the files in that order; the scenario file itself is the last.
	layers []*part
	// parts are the files that were read, by path; the value is nil where a file
	// cannot be used.
	parts map[string]*part
	// files are the paths in the order of reading.
	files []string
	uses  int
	bytes int
	// broken reports whether some file is missing from the whole, so that a look at
	// the rest would only find faults that are none.
	broken bool
}

// part is one file.
type part struct {
	path  string
	bytes int
	from  *origin
	root  value
	// below are the files that it extends and includes, in the order in which
	// they win.
	below []reference
}

// reference is where a file names another one.
type reference struct {
	verb string // extends or includes, for messages
	at   value
	file string
}

// compose reads the files that the scenario extends and includes, and merges all
// of them into one tree. It returns nil where a fault leaves that undone.
func (d *decoder) compose(path string, root *yaml.Node, bytes int) *yaml.Node {
	c := &composer{d: d, parts: map[string]*part{}}
	if path != "" {
		path = filepath.Clean(path)
	}
	main := &part{path: path, bytes: bytes, from: d.reading, root: value{node: root}}
	c.parts[path] = main
	c.files = []string{d.reading.file}
	if root.Kind != yaml.MappingNode {
		return root // decoding says what it should be
	}
	c.add(main, c.open(main), nil)
	if c.broken {
		return nil
	}
	d.read = c.files
	var merged *yaml.Node
	for i, p := range c.layers {
		merged = d.layer(merged, p.root, i < len(c.layers)-1)
	}
	d.visits = 0
	return merged
}

// open reads the version of a file and what it refers to. ok is false where the
// file is of no use.
func (c *composer) open(p *part) (ok bool) {
	d := c.d
	o, ok := d.object(p.root, topKeys)
	if !ok || !d.version(o) {
		return false
	}
	if o.has("extends") {
		c.refer(p, "extends", o.get("extends"))
	}
	if !o.has("include") {
		return true
	}
	v := d.visit(o.get("include"), 0)
	items := []value{v}
	if d.isList(v) {
		items, _ = d.items(v, "files")
	}
	first := map[string]value{}
	for _, item := range items {
		n := len(p.below)
		c.refer(p, "includes", item)
		if len(p.below) == n {
			continue
		}
		file := p.below[n].file
		if other, twice := first[file]; twice {
			d.fault(item, "%s appears twice: the first is in %s", clip(file), d.line(other, item))
			p.below = p.below[:n]
			continue
		}
		first[file] = d.visit(item, 0)
	}
	return true
}

// refer notes one file that p names.
func (c *composer) refer(p *part, verb string, v value) {
	file, ok := readValue(c.d, v, "the path of one file, relative to this file", filePath, "")
	if !ok {
		c.broken = true
		return
	}
	p.below = append(p.below, reference{verb, v, file})
}

// filePath reads a path.
func filePath(s string) (string, error) {
	switch {
	case strings.TrimSpace(s) == "":
		return "", errors.New("the path is empty")
	case len(s) > 4096:
		return "", errors.New("the path is longer than 4,096 bytes")
	case strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0:
		return "", errors.New("the path has a character that cannot be printed")
	}
	return s, nil
}

// add puts p after all that it is made of. chain is the files on the way to it.
func (c *composer) add(p *part, usable bool, chain []reference) {
	if !usable {
		c.broken = true
		return
	}
	if c.uses++; c.uses > MaxFiles {
		c.tooMuch(p, chain, "the scenario is made of more than %d files, each counted as often as it is included or extended: merge some", MaxFiles)
		return
	}
	if c.bytes += p.bytes; c.bytes > MaxTotal {
		c.tooMuch(p, chain, "the files of the scenario have more than %d bytes together, each counted as often as it is included or extended", MaxTotal)
		return
	}
	for _, ref := range p.below {
		below := c.read(ref, p)
		if below == nil {
			c.broken = true
			continue
		}
		if cycle := c.cycle(below, ref, chain); cycle != "" {
			c.d.fault(ref.at, "this leads round in a circle: %s", cycle)
			c.broken = true
			continue
		}
		c.add(below, true, append(chain[:len(chain):len(chain)], reference{ref.verb, ref.at, below.path}))
		if c.uses > MaxFiles || c.bytes > MaxTotal {
			return // once is enough
		}
	}
	c.layers = append(c.layers, p)
}

func (c *composer) tooMuch(p *part, chain []reference, format string, most int) {
	c.broken = true
	at := value{}
	if len(chain) > 0 {
		at = chain[len(chain)-1].at
	}
	c.d.fault(at, format, most)
}

// cycle is the chain of files that ends where it began, if below is on the way
// to itself; else "".
func (c *composer) cycle(below *part, last reference, chain []reference) string {
	names := []string{filepath.Clean(c.d.reading.file)}
	verbs := []string{}
	for _, ref := range chain {
		names = append(names, ref.file)
		verbs = append(verbs, ref.verb)
	}
	verbs = append(verbs, last.verb)
	for i, name := range names {
		if name != below.path {
			continue
		}
		var b strings.Builder
		b.WriteString(name)
		for k := i + 1; k < len(names); k++ {
			b.WriteString(" " + verbs[k-1] + " " + names[k] + ", which")
		}
		return b.String() + " " + verbs[len(verbs)-1] + " " + below.path
	}
	return ""
}

// read reads the file that ref of p names, unless it was read before. It returns
// nil where that cannot be done, which has been noted.
func (c *composer) read(ref reference, p *part) *part {
	d := c.d
	if d.files == nil {
		d.fault(ref.at, "%s: this scenario was not read from a file, so there is no folder to look in", clip(ref.file))
		return nil
	}
	path := filepath.Clean(resolve(p.from.dir, ref.file))
	if known, done := c.parts[path]; done {
		return known
	}
	if len(c.files) == MaxFiles {
		return &part{path: path} // one use more, which is one too many
	}
	c.parts[path] = nil
	data, err := d.readFile(path)
	if err != nil {
		if d.cause == nil {
			d.cause = err
		}
		d.fault(ref.at, "%s: %s; the path is relative to this file", clip(ref.file), err)
		return nil
	}
	below := &part{path: path, bytes: len(data), from: &origin{file: path, dir: filepath.Dir(path), rank: len(c.files)}}
	c.files = append(c.files, path)
	scenario := d.reading
	d.reading = below.from
	below.root.node = d.parse(data)
	if below.root.node != nil {
		d.own(below.root.node, below.from)
	}
	usable := below.root.node != nil && c.open(below)
	d.reading = scenario
	if !usable {
		return nil
	}
	c.parts[path] = below
	return below
}
