// Package eventq is the queue of future events: a binary heap of one concrete
// type, so that the comparison is inlined and nothing is allocated per event.
//
// Events come out by time, at one time by rank, and at one rank by sequence
// number. No two events of a run share all three, so the order is defined
// whatever the order of the pushes. With the events (5 s, rank 1, seq 0),
// (3 s, rank 2, seq 1) and (3 s, rank 0, seq 2) in the queue, Pop yields the
// third, then the second, then the first.
//
// Events that are added in the order in which they come out may be appended
// instead of pushed, as timers that all run equally long: they wait in a line
// beside the heap.
package eventq
