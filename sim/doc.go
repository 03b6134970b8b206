// Package sim is the model: jobs, clusters whose capacity changes with time, and
// the loop that runs one simulation. It has no goroutine, channel, file, clock
// or global variable. What varies comes in through four interfaces:
//
//	Source    yields the jobs, one at a time, in order of submission
//	Router    chooses the cluster that a job joins
//	Policy    decides which queued jobs of one cluster start
//	Observer  hears what happened
//
// [Run] takes an immutable [Model], which replications share, and an [Input],
// which belongs to one run.
//
// # An example by hand
//
// A pool of 4 GPUs under FCFS, three jobs:
//
//	job  GPUs  submit  run   request
//	 1    3     0 s    50 s   60 s
//	 2    2    10 s    30 s   30 s
//	 3    1    20 s    20 s   20 s
//
//	GPU 3                      33333333
//	GPU 2  11111111111111111111
//	GPU 1  11111111111111111111222222222222
//	GPU 0  11111111111111111111222222222222
//	       0   10  20          50      70  80
//
// At 0 s job 1 arrives and starts. The policy believes that it holds its GPUs
// until 60 s, its request. At 10 s job 2 needs 2 GPUs and 1 is free: it waits. At
// 20 s job 3 needs 1 and 1 is free, but under FCFS it may not pass job 2. At 50 s
// job 1 ends, 4 GPUs are free, and one pass starts both. The first waits are 0,
// 40 and 30 s; the jobs held 3·50 + 2·30 + 1·20 = 230 GPU·s. There were six
// instants (0, 10, 20, 50, 70, 80 s) and a pass at each. The example of Run
// computes this.
//
// # The order of one instant
//
// What happens at one moment is applied in this order, and then each affected
// cluster, in the model's order, has one pass:
//
//  1. the beginning of a quarter, when budgets have their amounts again and let in
//     whom they can pay for; ends of jobs, in source order; failures of jobs, then of nodes, which
//     interrupt jobs and put them back into their queue
//  2. capacity that comes, by cluster, then in the order of its timeline; then nodes
//     that have been repaired; then ends of closures, which let in whom they held
//  3. capacity that goes, likewise; jobs in its way are killed or requeued, and
//     queued jobs that can never run any more are routed again or rejected; then
//     closures that begin
//  4. data that were on their way, in source order of their jobs, which join
//  5. arrivals, in source order; each is routed and joins a queue, or its data
//     leave for a cluster, or it is rejected
//  6. withdrawals: the patience of a job that has not started is at its end
//  7. timers: queued jobs that an announced loss has become too near for are
//     routed again or rejected; then queued jobs that are due to be routed
//     again; then wake-ups that policies asked for
//
// A cluster is affected if one of its jobs ended, a job joined or left its
// queue, its capacity changed, or its wake-up came. So a job whose patience ends
// at the moment at which GPUs become free is withdrawn: no pass comes between.
//
// Where queues have a limit, jobs that came in this round and must wait beyond it
// are turned away after the passes; they are routed again or rejected, and the
// clusters concerned have another pass.
//
// Before all of this users who leave do so, if a period ends by then.
//
// What a pass causes at the same moment belongs to another round of the same
// order, with another pass. A job of zero length that starts at t ends at t, in
// the next round. A job that its policy stops at t is shown to it as queued in the
// pass of the next round; a policy that goes on stopping jobs, for more rounds of one
// instant than 100 and two for each of its jobs, ends the run with an error.
//
// # Who owns what
//
// The engine (unexported; engine.go) owns the clock, the heap of events, the
// table of live jobs, every queue, and the truth about nodes. It recycles a
// job's [Slot] after the passes of the round in which the job left, so that
// memory follows the live jobs and not the trace.
//
// A [Source] owns its jobs. The engine holds one future arrival and asks for the
// next when that one has arrived.
//
// A [Router] owns nothing of the clusters. It is asked with the clusters that
// can ever run the job and may, now or, where none may now, later; which these are
// is the engine's to say, from the true timeline of capacity, the job's residency,
// the rules of clusters, budgets and closures.
//
// A [Policy] owns its own picture of one cluster in one run: its order of the
// queue, what running jobs hold until when by request, its reservations. It
// learns of changes from the [View], which lists what ended, left and joined
// since the last pass. The view is lent for the pass and read only. It shows
// announced steps of capacity and requested times, never true run times.
//
// A [Plan] is what the policy proposes: running jobs to stop, starts with their nodes,
// and when to wake it. The engine checks every stop and start against the truth and
// applies the stops, then the starts; a
// plan that does not hold ends the run with an error that names the cluster, the
// policy, the moment and the job. Every pass asks for its wake-up anew.
//
// An [Observer] owns what it copies. A [Record] is handed over once per job when
// its story is complete; a [State] at the end of each instant for the clusters
// that changed.
//
// # Where to read
//
//	run.go       Model, Input, Result       job.go       Job, Record, Outcome
//	cluster.go   Cluster, Group, Step       policy.go    View, Plan, Policy
//	source.go    Source, Observer, Router   time.go      Time
//	engine.go    the loop and its rounds    jobs.go      a job from arrival to record
//	preempt.go   stops by a policy
//	pass.go      applying a plan            capacity.go  steps and losses
//	site.go      one cluster's state        timeline.go  can a job ever run?
//	route.go     which clusters may a job join?
//	ground.go    regions, blocs, links      stage.go     data on their way
//	transition.go  a job from phase to phase
//	chain.go     a job in pieces            planned.go   a wait by a full plan
//	reasons.go   why each job waited        level.go     for how long GPUs were too few
//	free.go      what could start now       bill.go      energy, money and carbon
//	carbon.go    a grid over time           failure.go   nodes that fail
//	checkpoint.go  when work is saved       upkeep.go    what saving it costs
//	hold.go      jobs that may not run now  budget.go    accounts of GPU-time
//	closing.go   times without access       rules.go     what clusters ask of jobs
//	member.go    joint pools                departure.go users who leave
//	delay.go     loads heard of late        draw.go      random numbers of a routing
//	draw_policy.go  those of a policy
//	newcomer.go  queues with a limit
package sim
