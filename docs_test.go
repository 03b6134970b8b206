package sovsim_test

import (
	"bytes"
	"context"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sovsim/results"
	"sovsim/scheduler/oracle"
	"sovsim/sim"
	"sovsim/workloads"
)

// The pages that name code and files by name.
var pages = []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "docs/semantics.md", "docs/model.md"}

// code is the names that the source declares: Func, Type.Method, Type.Field and the
// same after the name of the package.
type code map[string]bool

func (c code) add(pkg string, names ...string) {
	name := strings.Join(names, ".")
	c[name], c[pkg+"."+name] = true, true
}

func declared(files []*sourceFile) code {
	c := code{}
	for _, f := range files {
		pkg := strings.TrimSuffix(f.syntax.Name.Name, "_test")
		c[pkg] = true
		for _, d := range f.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					c.add(pkg, receiver(d), d.Name.Name)
				} else {
					c.add(pkg, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.ValueSpec:
						for _, n := range s.Names {
							c.add(pkg, n.Name)
						}
					case *ast.TypeSpec:
						c.add(pkg, s.Name.Name)
						ast.Inspect(s.Type, func(n ast.Node) bool {
							if f, ok := n.(*ast.Field); ok {
								for _, n := range f.Names {
									c.add(pkg, s.Name.Name, n.Name)
								}
							}
							return true
						})
					}
				}
			}
		}
	}
	return c
}

var (
	fenced = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	quoted = regexp.MustCompile("`([^`\n]+)`")
	dotted = regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+(\(\))?$`)
	camel  = regexp.MustCompile(`^[A-Za-z]\w*[a-z]\w*[A-Z]\w*$|^[a-z]\w*[A-Z]\w*$|^[A-Z][a-z]\w*[A-Z]\w*$`)
	link   = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)\s]*)?\)`)
	// results are files that a run makes; the tree does not hold them.
	resultFiles = []string{results.JobsFile, results.SummaryFile, results.SeriesFile, results.LossFile, results.SoilFile, results.ManifestFile}
)

// unknown is what a page names that is not there: paths of files, packages and
// folders, names of code with a dot or in camel case, and links.
func unknown(page, folder string, known code) []string {
	var list []string
	text := fenced.ReplaceAllString(page, "")
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		name := m[1]
		switch {
		case strings.ContainsAny(name, " =*<…") || strings.HasPrefix(name, "out/") || strings.HasPrefix(name, "../") || slices.Contains(resultFiles, name):
		case strings.Contains(name, "/") || slices.Contains([]string{".go", ".md", ".yaml"}, path.Ext(name)):
			if _, err := os.Stat(filepath.FromSlash(strings.TrimPrefix(name, "./"))); err != nil {
				list = append(list, name)
			}
		case dotted.MatchString(name), camel.MatchString(name):
			if !known[strings.TrimSuffix(name, "()")] {
				list = append(list, name)
			}
		}
	}
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[1], "://") {
			continue
		}
		if _, err := os.Stat(filepath.FromSlash(path.Join(folder, m[1]))); err != nil {
			list = append(list, m[1])
		}
	}
	return list
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// What the pages name is there.
func TestHousePagesNameWhatIsThere(t *testing.T) {
	known := declared(sources(t))
	for _, name := range pages {
		for _, missing := range unknown(readPage(t, name), path.Dir(name), known) {
			t.Errorf("%s names %s, which is not there", name, missing)
		}
	}
	for _, name := range []string{"README.md", "CHANGELOG.md", "docs/scenario.md", "docs/traces.md", "docs/dependencies.md"} {
		page := fenced.ReplaceAllString(readPage(t, name), "")
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			if _, err := os.Stat(filepath.FromSlash(path.Join(path.Dir(name), m[1]))); err != nil && !strings.Contains(m[1], "://") {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// The files of a package that its page names are there.
func TestHousePackagePagesNameTheirFiles(t *testing.T) {
	file := regexp.MustCompile(`[\w/]+\.go\b`)
	named := 0
	for _, f := range sources(t) {
		if path.Base(f.path) != "doc.go" || f.syntax.Doc == nil {
			continue
		}
		for _, name := range file.FindAllString(f.syntax.Doc.Text(), -1) {
			named++
			if _, err := os.Stat(filepath.FromSlash(path.Join(f.pkg, name))); err != nil {
				t.Errorf("%s names %s, which is not there", f.path, name)
			}
		}
	}
	if named < 10 {
		t.Errorf("the pages name %d files in all; is the pattern wrong?", named)
	}
}

// TestHousePagesNameWhatIsThere would notice.
func TestUnknownNames(t *testing.T) {
	known := declared(sources(t))
	page := "`sim.Run` `engine.fetch` `View.Joined` `sim/engine.go` `TestHouseImports` `jobs.csv` `two words.x` [a](README.md)\n" +
		"`sim.Walk` `engine.jump` `View.Missed` `sim/motor.go` `TestNothingAtAll` `motorState` [b](NOWHERE.md)\n"
	want := []string{"sim.Walk", "engine.jump", "View.Missed", "sim/motor.go", "TestNothingAtAll", "motorState", "NOWHERE.md"}
	if got := unknown(page, ".", known); !slices.Equal(got, want) {
		t.Errorf("unknown are %v, want %v", got, want)
	}
}

// A block of Go that begins with the path of a file shows that file.
func TestHousePagesShowTheSource(t *testing.T) {
	shown := 0
	for _, name := range pages {
		for _, m := range fenced.FindAllStringSubmatch(readPage(t, name), -1) {
			file, text, ok := strings.Cut(m[2], "\n")
			file, isPath := strings.CutPrefix(file, "// ")
			if m[1] != "go" || !ok || !isPath {
				continue
			}
			shown++
			if !strings.Contains(readPage(t, file), strings.TrimSpace(text)) {
				t.Errorf("%s shows %s as it is not", name, file)
			}
		}
	}
	if shown == 0 {
		t.Error("no page shows a file")
	}
}

// The job that ARCHITECTURE.md follows has the row that it shows.
func TestTheLifeOfAJob(t *testing.T) {
	file, err := workloads.Check("scenarios/traces/tiny.swf", workloads.Options{MaxGPUs: 32})
	if err != nil {
		t.Fatal(err)
	}
	names := &sim.Directory{}
	trace, err := file.Open(names)
	if err != nil {
		t.Fatal(err)
	}
	var rows bytes.Buffer
	c, err := results.NewCollector(results.Config{Scenario: "tiny", Policy: "easy", Clusters: []results.Cluster{{Name: "machine"}}, Directory: names, Jobs: &rows})
	if err != nil {
		t.Fatal(err)
	}
	ended, err := sim.Run(context.Background(), pool(32, "easy"), sim.Input{Source: trace, Directory: names, Observers: []sim.Observer{c}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Finish(ended); err != nil {
		t.Fatal(err)
	}
	page, row := readPage(t, "ARCHITECTURE.md"), ""
	for line := range strings.Lines(rows.String()) {
		if strings.HasPrefix(line, "tiny,easy,0,25,") {
			row = strings.TrimRight(strings.TrimSuffix(line, ",base\n"), ",") + "\n" // without fields of what is not in use
		}
	}
	if row == "" || !strings.Contains(page, "\n"+row) {
		t.Errorf("job 25 has the row %q, which ARCHITECTURE.md does not show", row)
	}
	for line := range strings.Lines(readPage(t, "scenarios/traces/tiny.swf")) {
		if strings.HasPrefix(line, "  25 ") && !strings.Contains(page, "\n"+line) {
			t.Errorf("job 25 has the line %q, which ARCHITECTURE.md does not show", line)
		}
	}
}

// The drawn schedule that CONTRIBUTING.md shows is right.
func TestTheDrawnSchedule(t *testing.T) {
	for _, m := range fenced.FindAllStringSubmatch(readPage(t, "CONTRIBUTING.md"), -1) {
		if !strings.Contains(m[2], "-- cluster --") {
			continue
		}
		s, err := oracle.ReadStory(m[2])
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Expect {
			p, err := oracle.Parts(e.Policy)
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range oracle.Schedule(s.Cluster, p, s.Overrun, s.Horizon, s.Jobs) {
				if want := e.Lines[i]; o.Start != want.Start || o.End != want.End || o.Outcome != want.Outcome {
					t.Errorf("%s: job %d: %v to %v %v, the page says %v to %v %v", e.Policy, i, o.Start, o.End, o.Outcome, want.Start, want.End, want.Outcome)
				}
			}
		}
		return
	}
	t.Error("CONTRIBUTING.md shows no drawn schedule")
}
