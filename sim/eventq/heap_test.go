package eventq_test

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"

	"sovsim/sim/eventq"
)

func ExampleQueue() {
	var q eventq.Queue
	q.Push(eventq.New(5, 1, 0, 10, 0))
	q.Push(eventq.New(3, 2, 1, 11, 0))
	q.Push(eventq.New(3, 0, 2, 12, 0))
	for q.Len() > 0 {
		e := q.Pop()
		fmt.Println(e.Time, e.Rank(), e.Seq(), e.Who)
	}
	// Output:
	// 3 0 2 12
	// 3 2 1 11
	// 5 1 0 10
}

// The queue must agree with a stable sort whatever the order of the pushes,
// also after a filter and with pops in between.
func TestOrderIsThatOfASort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		var q eventq.Queue
		var want []eventq.Event
		n := r.IntN(100)
		timer := int64(0)
		for i := range n {
			e := eventq.New(int64(r.IntN(5)), uint8(r.IntN(3)), int64(i), int32(i), 0)
			if r.IntN(3) == 0 {
				timer += int64(r.IntN(2))
				e = eventq.New(timer, 1, int64(i), int32(i), 0)
				q.Append(e)
			} else {
				q.Push(e)
			}
			want = append(want, e)
		}
		if round%2 == 1 {
			even := func(e *eventq.Event) bool { return e.Who%2 == 0 }
			q.Filter(even)
			kept := want[:0]
			for _, e := range want {
				if even(&e) {
					kept = append(kept, e)
				}
			}
			want = kept
		}
		sort.Slice(want, func(i, j int) bool {
			a, b := want[i], want[j]
			if a.Time != b.Time {
				return a.Time < b.Time
			}
			if a.Rank() != b.Rank() {
				return a.Rank() < b.Rank()
			}
			return a.Seq() < b.Seq()
		})
		for i, w := range want {
			if got := q.Len(); got != len(want)-i {
				t.Fatalf("round %d, event %d: %d events, want %d", round, i, got, len(want)-i)
			}
			if got := *q.Peek(); got != w {
				t.Fatalf("round %d, event %d: %+v is first, want %+v", round, i, got, w)
			}
			if got := q.Pop(); got != w {
				t.Fatalf("round %d, event %d: got %+v, want %+v", round, i, got, w)
			}
		}
		if q.Len() != 0 {
			t.Fatalf("round %d: %d events left over", round, q.Len())
		}
	}
}

// One pop and one push at a steady size, as the loop does for each job.
func BenchmarkHold(b *testing.B) {
	for _, n := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var q eventq.Queue
			r := rand.New(rand.NewPCG(1, 2))
			for i := range n {
				q.Push(eventq.New(r.Int64N(1e9), 0, int64(i), 0, 0))
			}
			seq := int64(n)
			b.ReportAllocs()
			for b.Loop() {
				e := q.Pop()
				q.Push(eventq.New(e.Time+r.Int64N(1e9), 0, seq, 0, 0))
				seq++
			}
		})
	}
}
