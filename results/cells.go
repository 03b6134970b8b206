package results

import (
	"sovsim/sim"
)

// MaxGroups bounds the combinations of class, region and cluster that are told
// apart. A trace whose class column is different for every job would otherwise
// make a group of each.
const MaxGroups = 10_000

// other stands for a class or region beyond MaxGroups.
const other int32 = -2

// A cell is the jobs of one class, home region and cluster. Every group is a
// union of cells, so a job is counted once, not once for each kind of group,
// and its wait is kept once.
type cell struct {
	cellKey
	tally
	sample
}

type cellKey struct {
	class, region int32
	cluster       int
}

// cells is the cells of a run, in the order in which they appeared.
type cells struct {
	list  []*cell
	index map[cellKey]*cell
	// recent is a direct-mapped cache before the map.
	recent [64]*cell
	// values is the number of waits kept over all cells.
	values int
	// folded tells that jobs were put under OtherKey; capped, that a cell was
	// sketched for the memory of the run as a whole.
	folded, capped bool
	// A test sets lower limits.
	maxCells, maxValues, maxInAll int
}

func newCells() cells {
	return cells{index: map[cellKey]*cell{}, maxCells: MaxGroups, maxValues: exactPerCell, maxInAll: exactInAll}
}

func (c *cells) add(r *sim.Record) {
	key := cellKey{r.Class, r.Region, r.Cluster}
	slot := &c.recent[uint32(key.class*13+key.region*5+int32(key.cluster))%64]
	x := *slot
	if x == nil || x.cellKey != key {
		x = c.find(key)
		*slot = x
	}
	if wait, counts := x.tally.add(r); counts {
		c.keep(x, int64(wait))
	}
}

// find is the cell of key, new if need be. A job beyond the limit goes to the
// cell of others at its cluster; that cell has other as its class, so a cache
// entry of it never matches a job's own key.
func (c *cells) find(key cellKey) *cell {
	x := c.index[key]
	if x == nil && len(c.list) >= c.maxCells {
		c.folded = true
		key.class, key.region = other, other
		x = c.index[key]
	}
	if x == nil {
		x = &cell{cellKey: key, tally: emptyTally()}
		c.index[key] = x
		c.list = append(c.list, x)
	}
	return x
}

// keep holds on to a wait until there are too many.
func (c *cells) keep(x *cell, wait int64) {
	if x.sketch != nil {
		x.sketch.add(wait)
		return
	}
	x.sample.add(wait)
	c.values++
	switch {
	case x.n > c.maxValues:
		c.drop(x)
	case c.values > c.maxInAll:
		c.capped = true
		largest := x
		for _, y := range c.list {
			if y.n > largest.n {
				largest = y
			}
		}
		c.drop(largest)
	}
}

func (c *cells) drop(x *cell) {
	c.values -= x.n
	x.toSketch()
}
