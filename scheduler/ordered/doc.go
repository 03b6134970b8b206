// Package ordered is the ordered tree on which the queue index and the list of
// running jobs are built: a B+ tree of jobs by key, with the least value and
// the sum of the values of every subtree.
//
// A queue of one job size keeps (time of joining, source order) as the key and
// the requested time as the value. With the entries
//
//	key (0, 1) value 90 · key (5, 2) value 30 · key (7, 3) value 20
//
// FirstAtMost(40) is the second entry, the first in queue order whose request
// is at most 40, found in O(log n) by skipping every subtree whose least value
// is larger.
//
// The running jobs of a cluster keep (requested end, source order) as the key
// and the GPUs as the value. With the entries
//
//	key (100, 1) value 8 · key (100, 4) value 4 · key (160, 2) value 16
//
// Reach(10) is 100, the end by which at least 10 GPUs are given back, and
// SumThrough(100) is 12, all that is given back by then: the shadow and what
// the extra is counted from.
package ordered
