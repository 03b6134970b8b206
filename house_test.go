package sovsim_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The house rules that a machine can check. CONTRIBUTING.md has the others.

// maxLines is the length of a file at which it should have become two: the
// guideline is about 400.
const maxLines = 450

// sourceFile is a Go file of the repository.
type sourceFile struct {
	path, pkg string // both relative to the top, with slashes
	test      bool
	text      string
	syntax    *ast.File
	set       *token.FileSet
}

// imports is the paths that the file imports.
func (f *sourceFile) imports() []string {
	var list []string
	for _, spec := range f.syntax.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		list = append(list, p)
	}
	return list
}

// core reports whether the file is code below cmd and the experiment, which runs
// things on workers and gives up waiting for them when it is cancelled.
func (f *sourceFile) core() bool {
	return !f.test && !below(f.pkg, "cmd") && !below(f.pkg, "internal") && f.pkg != "."
}

func (f *sourceFile) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.set.Position(n.Pos()).Line)
}

// sources is every Go file of this module, by path.
func sources(t *testing.T) []*sourceFile {
	t.Helper()
	var list []*sourceFile
	err := filepath.WalkDir(".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if name != "." && (strings.HasPrefix(e.Name(), ".") || slices.Contains([]string{"testdata", "tools", "out", "bin"}, e.Name())) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		f := &sourceFile{path: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), text: string(data), set: token.NewFileSet()}
		f.syntax, err = parser.ParseFile(f.set, name, data, parser.ParseComments)
		list = append(list, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 50 {
		t.Fatalf("found %d Go files; is this the top of the repository?", len(list))
	}
	return list
}

// below reports whether pkg is dir or lies in it.
func below(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

// cmd → internal/experiment → {scheduler, workloads, results} → sim → its leaves →
// sim/unit. The three in the middle never import each other; sim/scenario is a peer of
// theirs that neither they nor sim know.
func TestHouseImports(t *testing.T) {
	may := func(from, to string) bool {
		switch {
		case below(from, "cmd"):
			return true
		case below(from, "internal"):
			return !below(to, "cmd")
		case below(from, "scheduler"), below(from, "workloads"), below(from, "results"):
			top, _, _ := strings.Cut(from, "/")
			return below(to, "sim") && to != "sim/scenario" || below(to, top)
		case from == "sim":
			return slices.Contains([]string{"sim/unit", "sim/eventq", "sim/rng"}, to)
		case from == "sim/unit", from == "sim/suggest":
			return false
		case from == "sim/scenario":
			// A scenario's arithmetic is part of run ids: its logarithms are rng's.
			return slices.Contains([]string{"sim/unit", "sim/suggest", "sim/rng", "sim/dist"}, to)
		case from == "sim/dist":
			return to == "sim/unit" || to == "sim/rng"
		case below(from, "sim"):
			return to == "sim/unit" || to == "sim/suggest"
		}
		return false
	}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, p := range f.imports() {
			if to, ours := strings.CutPrefix(p, "sovsim/"); ours && !may(f.pkg, to) {
				t.Errorf("%s imports %s, against the diagram", f.path, p)
			}
		}
	}
}

// The model is a pure core: it knows no file, no log, no lock; the policies too. All
// under sim is pure; a scenario is read through the file system that the caller passes.
func TestHousePureCore(t *testing.T) {
	pure := []string{"scheduler", "scheduler/ordered", "workloads/population"}
	opens := []string{"Abs", "EvalSymlinks", "Glob", "Walk", "WalkDir"}
	for _, f := range sources(t) {
		if f.test || !below(f.pkg, "sim") && !slices.Contains(pure, f.pkg) {
			continue
		}
		for _, p := range f.imports() {
			if p == "io/fs" && below(f.pkg, "sim/scenario") {
				continue
			}
			if slices.Contains([]string{"os", "os/exec", "io/fs", "io/ioutil", "embed", "syscall", "log", "log/slog", "sync", "sync/atomic", "net", "unsafe", "runtime"}, p) {
				t.Errorf("%s imports %s", f.path, p)
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt, *ast.ChanType, *ast.SelectStmt:
				t.Errorf("%s: the core has neither goroutines nor channels", f.at(n))
			case *ast.SelectorExpr:
				if x, _ := n.X.(*ast.Ident); x != nil && x.Name == "filepath" && slices.Contains(opens, n.Sel.Name) {
					t.Errorf("%s: filepath.%s looks at the disk", f.at(n), n.Sel.Name)
				}
			}
			return true
		})
	}
}

// Nothing below cmd and the experiment looks at a clock or draws from a generator that others share.
func TestHouseDeterminism(t *testing.T) {
	clock := []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep", "Local"}
	own := []string{"New", "NewPCG", "PCG", "NewChaCha8", "ChaCha8", "Source", "Rand"}
	for _, f := range sources(t) {
		if slices.Contains(f.imports(), "math/rand") {
			t.Errorf("%s imports math/rand; random numbers come from sim/rng", f.path)
		}
		if !f.core() {
			continue
		}
		imports := f.imports()
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch x, _ := sel.X.(*ast.Ident); {
			case x == nil:
			case x.Name == "time" && slices.Contains(imports, "time") && slices.Contains(clock, sel.Sel.Name):
				t.Errorf("%s: time.%s reads the wall clock", f.at(n), sel.Sel.Name)
			case x.Name == "rand" && slices.Contains(imports, "math/rand/v2") && !slices.Contains(own, sel.Sel.Name):
				t.Errorf("%s: rand.%s draws from the global generator", f.at(n), sel.Sel.Name)
			case x.Name == "os" && slices.Contains(imports, "os") && slices.Contains([]string{"Getenv", "Hostname", "Exit", "Args", "Getwd"}, sel.Sel.Name):
				t.Errorf("%s: os.%s is for the command", f.at(n), sel.Sel.Name)
			}
			return true
		})
	}
}

// Files are short, and nothing is left to be done in them.
func TestHouseFiles(t *testing.T) {
	later := []string{"TO" + "DO", "FIX" + "ME", "XX" + "X"}
	for _, f := range sources(t) {
		if n := strings.Count(f.text, "\n"); n > maxLines {
			t.Errorf("%s has %d lines, more than %d: one idea per file", f.path, n, maxLines)
		}
		for _, word := range later {
			if strings.Contains(f.text, word) {
				t.Errorf("%s: %s", f.path, word)
			}
		}
	}
}

// Every package has a doc.go that says what it is for, with an example.
func TestHousePackageDocs(t *testing.T) {
	docs := map[string]string{}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		docs[f.pkg] += ""
		if path.Base(f.path) == "doc.go" && f.syntax.Doc != nil {
			docs[f.pkg] = f.syntax.Doc.Text()
		}
	}
	for pkg, text := range docs {
		if strings.Count(text, "\n") < 8 || !strings.ContainsAny(text, "123456789") {
			t.Errorf("%s: doc.go is to say in some lines what the package is for, with a worked example in numbers", pkg)
		}
	}
}

// Every exported name has a comment.
func TestHouseComments(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.syntax.Name.Name == "main" {
			continue
		}
		for _, d := range f.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d))) {
					t.Errorf("%s: %s has no comment", f.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					for _, name := range undocumented(d, s) {
						t.Errorf("%s: %s has no comment", f.at(s), name)
					}
				}
			}
		}
	}
}

// receiver is the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.Ident:
			return y.Name
		default:
			return ""
		}
	}
}

// undocumented is the exported names of a declaration that nothing explains: no
// comment of their own, of their line or of their group.
func undocumented(d *ast.GenDecl, s ast.Spec) []string {
	var names []*ast.Ident
	var doc, line *ast.CommentGroup
	switch s := s.(type) {
	case *ast.TypeSpec:
		names, doc, line = []*ast.Ident{s.Name}, s.Doc, s.Comment
	case *ast.ValueSpec:
		names, doc, line = s.Names, s.Doc, s.Comment
	}
	var list []string
	for _, n := range names {
		if n.IsExported() && doc == nil && line == nil && d.Doc == nil {
			list = append(list, n.Name)
		}
	}
	return list
}
