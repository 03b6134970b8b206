// Package scheduler holds the scheduling policies, one per file, the parts that
// they are composed of, and the routing policies.
//
//	spec, err := scheduler.Parse("easy(placement=best-fit)")
//	policy := spec.New(&cluster) // a sim.Policy for one run
//
// # How a policy is composed
//
// A [Policy] is a name, what there is to know about it, its options and a way to
// make its state for one run. It registers itself from the init of its file
// ([RegisterPolicy]), and so do a [Routing] and an [Order]; a file of another
// module may do the same. [Policies], [Routings] and [Orders] list what there is.
// Most policies here are choices of orthogonal parts:
//
//	order       who is the head of the queue: fcfs, by time of joining, or sjf,
//	            by requested time; ties end in (time of joining, source order)
//	backfill    none (list_scheduling.go), EASY (backfill_easy.go), or a
//	            reservation for every job (backfill_conservative.go)
//	candidates  under EASY, the order in which the jobs behind the head are tried:
//	            that of the queue unless it is given, so easy(order=sjf) is sjf-easy
//	placement   which nodes a job gets: first-fit, best-fit, consolidated
//	depth       how many jobs hold a reservation; 0 is all
//
// Options are declared as those of a command are with package flag ([Parameters]):
// one call with a variable, a name, a default and a meaning.
//
// # EASY by hand
//
// A pool of 8 GPUs. At 0 s A (3 GPUs, 10 s), B (2 GPUs, 20 s) and C (1 GPU, 30 s)
// start; 2 GPUs are free. The queue is H (6 GPUs, 15 s), then D, E and F:
//
//	job  GPUs  request
//	 D    1     25 s
//	 E    1     25 s
//	 F    1     20 s
//
// H is the head and does not fit. By request 2 + 3 = 5 GPUs are free at 10 s and
// 5 + 2 = 7 at 20 s. H needs 6, so its shadow is 20 s and the extra is 7 − 6 = 1.
//
//	D ends at 25 s, after the shadow, but needs no more than the extra: it
//	  starts, and the extra is 0.
//	E ends at 25 s and needs more than the extra: it waits, although a GPU is free.
//	F ends at 20 s, by the shadow: it starts.
//
// At 20 s B and F are gone, C and D hold 2 GPUs, and H starts on the other 6. At
// 25 s D ends and E starts. The example of Spec.New computes this. At each pass
// shadow and extra are made anew: at 10 s, when A has ended, F's GPU counts as
// released at 20 s, D's does not, so the extra is 8 − 2 − 6 = 0.
//
// # Routings
//
// A [Routing] chooses the cluster of a job among those that could ever run it
// and that its residency allows. It is asked when the job is submitted, when it
// has lost its place, and again while it is queued where the scenario says so.
//
//	routing, err := scheduler.ParseRouting("overflow(wait=2h)")
//	router := routing.New() // a sim.Router for one run
//
// Draws belong to the job (sim.Choice.Stream). A routing that looks at loads may
// hear of them late, with delay=5m.
//
// Overflow by hand, with the threshold of 4 h. The UK has 8 GPUs, Germany 2, the
// US 100; the UK and Germany are a bloc. From 0 h on A holds 6 GPUs in the UK
// for 4 h, Z both in Germany for 8 h. Three jobs come from the UK:
//
//	1 h  B, 2 GPUs for 10 h. 2 are free and nobody is before it: expected wait
//	     0, it stays and starts. (The quotient would have been 6·3 ÷ 8 = 2.25 h.)
//	2 h  C, 4 GPUs for 2 h. None are free; A has 6·2 GPU-hours to go, B 2·9:
//	     30 ÷ 8 = 3.75 h. It stays. In truth it starts at 4 h, when A ends.
//	2 h  D, 1 GPU for 1 h. C's 4·2 are queued now: 38 ÷ 8 = 4.75 h, more than
//	     4. Germany: 2·6 ÷ 2 = 6 h. The US is idle, 0: D goes there.
//
// With estimate=plan D stays: after C has started at 4 h two GPUs are free, so
// its expected wait is 2 h. The example of ParseRouting computes this. The
// quotient knows no sizes and supposes that all GPUs stay busy until a job
// starts; a plan knows both, and its cost grows with the queue.
//
// # The parts in the code
//
// A space (space.go) is what list scheduling and EASY keep of a cluster: what
// running jobs hold, and until when by request. pool.go has counts; nodes.go has
// nodes by free GPUs. It answers one question for each shape of job: what is the
// longest request with which a job of that shape may start now? Behind a blocked
// head, the same question is answered under its reservation.
//
// The index (index.go) is a queue that finds the first job, in order, whose
// request is within the limit of its shape. It has one ordered tree per distinct
// shape and a tournament over the shapes, so it does not walk the queue. With n
// jobs of S shapes a search costs O(log S + h·log n), where h ≤ S is the number
// of shapes looked at. Policies that walk their queue keep one tree
// (queue_tree.go). Both need keys that do not change while a job waits; in an
// order whose keys move with time, the queue is sorted again in each pass
// (queue_moving.go), O(n log n).
//
// A timetable (timetable.go) is the plan with reservations in it, for policies
// that reserve for more than the head. On a pool it is one step function of what
// is free (profile.go), on nodes one for each node.
//
// The outlook (outlook.go) says which nodes each announced step will bring or
// take. It is worked out only as far ahead as a queued job could reach.
//
// # Where the texts leave a choice
//
// Papers leave these open. This is what the policies here do; docs/semantics.md
// has the same with the rest of the semantics.
//
//   - A job that asks for no time needs its GPUs free at its moment. It never
//     hits a wall and always ends by the shadow. Under conservative its
//     reservation holds its GPUs for 1 ns, so that nobody else gets them at that
//     moment.
//   - A job lies in one node group. It starts in the first group, in file order,
//     in which it may start. A reservation is in the group where it is earliest,
//     the first in file order on ties; under EASY the other groups are free for
//     the jobs behind.
//   - A job larger than a node takes whole nodes, so it may hold more GPUs than
//     it asked for: 5 GPUs on nodes of 4 hold 8. Under consolidated it holds 5:
//     ⌊5/4⌋ = 1 idle node, and the remainder of 1 on the node that has the most
//     GPUs free of the others (lowest index on ties). Whole nodes are the idle
//     ones of lowest index under every placement.
//   - The plan supposes that an announced step down takes the nodes of highest
//     index in service, and that a step up brings draining nodes back first,
//     then absent ones, each by index, then new ones. Jobs that would outlast
//     the step start on other nodes.
//   - A job for which the plan has no room at any time (only an unannounced rise
//     can help it) has an infinite shadow under EASY, so every job that fits may
//     be backfilled. Under conservative it has no reservation, and each sweep
//     tries it again.
//   - Conservative's sweep comes before the pass places what has just arrived. A
//     job that is requeued counts as one that ended early, and is placed with
//     the arrivals of the pass, which are taken in queue order.
//   - When capacity changes, conservative checks its reservations in queue order
//     against the new plan. If one is impossible, all are dropped and placed
//     afresh.
//   - With depth = N, conservative places the first N of the queue; a job that
//     has a reservation keeps it when others come before it.
package scheduler
