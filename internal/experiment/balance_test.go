package experiment

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovsim/results"
)

// A run whose books do not balance is a fault of sovsim: the error names the run and the
// numbers, it is none of the input, and no file is left.
func TestARunThatDoesNotBalanceFails(t *testing.T) {
	p, err := newPlan(decode(t, apart, "horizon=10d", "warm-up=1d"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.check = func(s *results.RunSummary, submitted int64) error { return s.Check(submitted + 1) }
	dir := filepath.Join(t.TempDir(), "out")
	_, err = p.into(context.Background(), Options{Dir: dir, Workers: 2})
	var e *results.Imbalance
	if !errors.As(err, &e) || BadInput(err) || !strings.HasPrefix(err.Error(), "scenario test, policy easy, seed 1, replication 0: the books of the run do not balance") ||
		!strings.Contains(err.Error(), "jobs were submitted, and") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder: %v", err)
	}
}
