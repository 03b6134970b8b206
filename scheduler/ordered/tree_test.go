package ordered

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"testing"
)

func ExampleTree_FirstAtMost() {
	var queue Tree
	queue.Insert(Key{A: 0, B: 1}, 90, 11)
	queue.Insert(Key{A: 5, B: 2}, 30, 12)
	queue.Insert(Key{A: 7, B: 3}, 20, 13)
	id, _, ok := queue.FirstAtMost(40)
	fmt.Println(id, ok)
	// Output: 12 true
}

func ExampleTree_Reach() {
	var running Tree
	running.Insert(Key{A: 100, B: 1}, 8, 1)
	running.Insert(Key{A: 160, B: 2}, 16, 2)
	running.Insert(Key{A: 100, B: 4}, 4, 4)
	shadow, _ := running.Reach(10)
	fmt.Println(shadow, running.SumThrough(shadow))
	// Output: 100 12
}

type entry struct {
	key Key
	val int64
	id  int32
}

// The tree against a sorted slice, over mixes that make it grow, shrink, drain
// from the front as a queue does and empty out.
func TestAgainstSortedSlice(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		var tree Tree
		var ref []entry
		spread := int64(1) << r.IntN(12)
		queueLike := seed%3 == 0
		// Some trees grow four levels high, at sixteen entries a leaf.
		ops, high := 6000, 60
		if seed%5 == 4 {
			ops, high = 40_000, 95
		}
		for op := range ops {
			grow := high
			if op%(ops/2) > ops/2*3/5 {
				grow = 25
			}
			if r.IntN(100) < grow {
				k := Key{r.Int64N(spread), r.Int64N(4), int64(op)}
				if queueLike {
					k.A = int64(op)
				}
				e := entry{k, r.Int64N(50), int32(op)}
				tree.Insert(e.key, e.val, e.id)
				i := sort.Search(len(ref), func(i int) bool { return !ref[i].key.Less(e.key) })
				ref = append(ref, entry{})
				copy(ref[i+1:], ref[i:])
				ref[i] = e
			} else if len(ref) > 0 {
				i := r.IntN(len(ref))
				if queueLike && r.IntN(3) > 0 {
					i = 0
				}
				if val, ok := tree.Delete(ref[i].key); !ok || val != ref[i].val {
					t.Fatalf("seed %d op %d: deleting %v gives %d %v", seed, op, ref[i].key, val, ok)
				}
				ref = append(ref[:i], ref[i+1:]...)
			}
			if _, ok := tree.Delete(Key{-1, 0, 0}); ok {
				t.Fatal("an absent key was deleted")
			}
			if op%(7*ops/6000) == 0 {
				compare(t, &tree, ref, r)
			}
			if t.Failed() {
				t.Fatalf("seed %d op %d, %d entries", seed, op, len(ref))
			}
		}
		for len(ref) > 0 {
			tree.Delete(ref[0].key)
			if ref = ref[1:]; len(ref)%16 < 3 {
				compare(t, &tree, ref, r)
			}
		}
	}
}

func compare(t *testing.T, tree *Tree, ref []entry, r *rand.Rand) {
	t.Helper()
	if tree.Len() != len(ref) {
		t.Errorf("length %d, want %d", tree.Len(), len(ref))
	}
	least, limit, sum, through := int64(math.MaxInt64), r.Int64N(50), 1+r.Int64N(2000), r.Int64N(3000)
	var first *entry
	for i := range ref {
		least = min(least, ref[i].val)
		if first == nil && ref[i].val <= limit {
			first = &ref[i]
		}
	}
	if tree.Min() != least {
		t.Errorf("min %d, want %d", tree.Min(), least)
	}
	id, key, ok := tree.FirstAtMost(limit)
	if ok != (first != nil) || ok && (id != first.id || key != first.key) {
		t.Errorf("first at most %d: %d %v %v, want %v", limit, id, key, ok, first)
	}
	total, thru, reach := int64(0), int64(0), int64(-1)
	for _, e := range ref {
		if total += e.val; total >= sum && reach < 0 {
			reach = e.key.A
		}
		if e.key.A <= through {
			thru += e.val
		}
	}
	if a, ok := tree.Reach(sum); ok != (reach >= 0) || ok && a != reach {
		t.Errorf("reach %d: %d %v, want %d", sum, a, ok, reach)
	}
	if got := tree.SumThrough(through); got != thru {
		t.Errorf("sum through %d: %d, want %d", through, got, thru)
	}
	c := tree.Start()
	for i := range ref {
		if id, key, ok := c.Next(); !ok || id != ref[i].id || key != ref[i].key {
			t.Errorf("entry %d: %d %v %v, want %v", i, id, key, ok, ref[i])
			return
		}
	}
	if _, _, ok := c.Next(); ok {
		t.Error("the walk goes on after the last entry")
	}
	if id, _, ok := tree.First(); ok != (len(ref) > 0) || ok && id != ref[0].id {
		t.Errorf("first is %d %v", id, ok)
	}
}

// One insertion and one deletion at a steady size, in queue order.
func BenchmarkQueue(b *testing.B) {
	for _, n := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			var t Tree
			i := int64(0)
			for range n {
				t.Insert(Key{A: i}, r.Int64N(1e12), 0)
				i++
			}
			b.ReportAllocs()
			for b.Loop() {
				t.Insert(Key{A: i}, r.Int64N(1e12), 0)
				_, k, _ := t.FirstAtMost(1e12 / 4)
				t.Delete(k)
				i++
			}
		})
	}
}
