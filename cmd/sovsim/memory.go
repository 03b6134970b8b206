package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// eagerly is how far (in per cent) a small heap may grow between collections.
	// A run makes next to no garbage, and its few megabytes are cheap to let grow.
	eagerly = 400
	// usually is the runtime's own choice, for heaps of which smallHeap is live.
	usually   = 100
	smallHeap = 24 << 20
)

// tuneMemory lets the garbage collector begin late while the heap is small, which
// is a twentieth of the time of a short run. A user's GOGC has the last word.
func tuneMemory() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(eagerly)
	watchHeap()
}

// watchHeap looks at the heap after each collection, of which the cleanup of an
// unreachable object tells, until it has grown beyond a small one.
func watchHeap() {
	type mark struct{ _ *byte }
	runtime.AddCleanup(&mark{}, func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if live[0].Value.Kind() == metrics.KindUint64 && live[0].Value.Uint64() > smallHeap {
			debug.SetGCPercent(usually)
			return
		}
		watchHeap()
	}, struct{}{})
}

// unknownRoom is the memory that is reckoned with where the system does not tell.
const unknownRoom = 8 << 30

// memoryForJobs is how many bytes live jobs may take: three quarters of what there is,
// the rest being for results and traces. Where it is at its end the runtime would abort.
func memoryForJobs() int64 {
	n := room()
	if n == 0 {
		n = unknownRoom
	}
	return max(1, n/4*3) // 0 would be no limit
}
