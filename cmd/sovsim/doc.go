// Sovsim simulates GPU clusters that schedule research training jobs, and reports
// how long the jobs wait under a given policy and a given capacity.
//
//	sovsim run SCENARIO... [-o DIR] [--set PATH=VALUE]...
//	sovsim bench (SCENARIO | --trace FILE) --policies A,B,... [-o DIR]
//	sovsim init [NAME]
//	sovsim validate SCENARIO... [--print] [--regions] [--set PATH=VALUE]...
//	sovsim trace info FILE
//	sovsim trace convert FILE (--to FORMAT | -o OUT)
//	sovsim policies [NAME]
//	sovsim version
//
// A SCENARIO is a file, or the name of one that ships, such as uk-20x. Flags may come
// before and after arguments, with = or a space; --help after any command explains
// it. Counts may be written 1e6 or 5_448.
//
// This page is the manual. A test runs its examples, in a folder that holds the
// scenarios/ of the repository, and checks that they print what is shown here.
//
// # Exit status
//
//	0    done
//	1    failed while running: a full disk, a disk that cannot be read, too few
//	     file descriptors, a backlog that outgrows memory, a bug in sovsim
//	2    wrong usage or bad input: nothing ran, or nothing was kept
//	130  interrupted by Ctrl-C or SIGTERM, within two seconds; finished work is
//	     kept, unfinished work leaves no files. A second Ctrl-C ends at once.
//	134  aborted: the runtime ran out of memory or threads, and says so after
//	     "fatal error:" or "runtime:". Under limits so low that the command cannot
//	     even start (ulimit -v below 2 GB, ulimit -n below 8) the status is that of
//	     the Go runtime, 2.
//	141  the reader of standard output went away, as in sovsim run ... | head -n 1,
//	     and SIGPIPE ended the command, as is usual; the files are complete. If the
//	     reader of standard error goes away, the command continues.
//
// Results go to files, the summary to standard output, and progress, notes,
// warnings and errors to standard error, where each line begins with "sovsim: ".
//
// # sovsim run
//
// Run makes one run for each policy and replication of each scenario:
//
//	$ sovsim run scenarios/two-clusters.yaml --replications 5 --quiet
//	two-clusters with replications = 5
//	policy           jobs    mean wait      p50         p95        bsld        util
//	───────────────────────────────────────────────────────────────────────────────
//	fcfs              18k  12.8 ± 9.5h 60 ± 90m  2.4 ± 1.5d     32 ± 27 69.3 ± 1.5%
//	 region Europe   8.1k     25 ± 23h 20 ± 31h  2.7 ± 1.5d     67 ± 61           –
//	 region US       9.9k   2.8 ± 2.6h 33 ± 56m    13 ± 11h   3.3 ± 2.2           –
//	 cluster bristol 8.1k     25 ± 23h 20 ± 31h  2.7 ± 1.5d     67 ± 61 52.8 ± 2.9%
//	 cluster hill    9.9k   2.8 ± 2.6h 33 ± 56m    13 ± 11h   3.3 ± 2.2 75.5 ± 2.6%
//	easy              18k 2.06 ± 0.50h   0s ± 0 12.1 ± 2.3h 3.53 ± 0.69 69.3 ± 1.5%
//	 region Europe   8.1k   2.4 ± 1.3h   0s ± 0 13.6 ± 6.1h   5.4 ± 2.3           –
//	 region US       9.9k   1.8 ± 1.7h  6 ± 12m  9.0 ± 7.7h 1.94 ± 0.91           –
//	 cluster bristol 8.1k   2.4 ± 1.3h   0s ± 0 13.6 ± 6.1h   5.4 ± 2.3 52.8 ± 2.9%
//	 cluster hill    9.9k   1.8 ± 1.7h  6 ± 12m  9.0 ± 7.7h 1.94 ± 0.91 75.5 ± 2.6%
//	conservative      18k 1.96 ± 0.31h   0s ± 0 11.3 ± 1.4h 2.85 ± 0.68 69.3 ± 1.5%
//	 region Europe   8.1k   2.3 ± 1.4h   0s ± 0 13.3 ± 7.6h   4.1 ± 2.1           –
//	 region US       9.9k     99 ± 93m  6 ± 10m  8.3 ± 6.8h 1.78 ± 0.73           –
//	 cluster bristol 8.1k   2.3 ± 1.4h   0s ± 0 13.3 ± 7.6h   4.1 ± 2.1 52.8 ± 2.9%
//	 cluster hill    9.9k     99 ± 93m  6 ± 10m  8.3 ± 6.8h 1.78 ± 0.73 75.5 ± 2.6%
//	Means over 5 replications; ± is the 95% confidence interval (Student's t).
//	bsld is the mean bounded slowdown, τ = 10 s.
//	Waits cover jobs that can be followed for 28d: 61.9% of those not turned away.
//	fcfs, over 5 replications: of 90,251 jobs, 255 had not ended
//	easy, over 5 replications: of 90,251 jobs, 250 had not ended
//	conservative, over 5 replications: of 90,251 jobs, 252 had not ended
//	The backlog of fcfs, easy, conservative is not stationary: waits depend on when
//	a job is submitted; summary.csv has them by month.
//
//	out/two-clusters+replications=5/: summary.csv, timeseries.csv, losses.csv,
//	  soil.csv, jobs.csv, manifest.json
//
// The files go to out/NAME, where NAME is the scenario's name, or to DIR with -o
// (DIR/NAME if there are several scenarios). Earlier results of the same scenario,
// settings and seed are replaced as a whole once the new ones are complete; results
// of another scenario, setting or seed are replaced only with --force. Sovsim refuses
// a folder that holds other files and no results of its own.
//
//	--set PATH=VALUE  change one value of the scenario; may be repeated
//	--seed N          seed of all random draws, instead of the scenario's; 0 is valid
//	--replications N  runs of each policy, each with its own random draws
//	-j N              runs at a time; the results are the same bytes for any N
//	--jobs            write jobs.csv, even if the scenario does not ask for it
//	--force           replace results of another scenario, setting or seed
//	--progress HOW    auto (a bar on a terminal, else lines), plain, none
//	--quiet           only errors on standard error
//
// --set runs a scenario with other values than those in its file. A path joins keys
// with dots; clusters and other named items go by name, items of any other list by an
// index in brackets. Each change, by --set or by a flag that differs from the
// scenario, appears on the first line of the output and, abbreviated, in the name of
// the folder and in the column variant of each file; variant is base if nothing was
// changed. The manifest has both forms. A change of the name does not count: the name
// is shown anyway.
//
//	$ sovsim run scenarios/two-clusters.yaml --set clusters.hill.gpus=96 --set policies=easy --replications 1 --quiet
//	two-clusters with clusters.hill.gpus = 96, policies = easy, replications = 1
//	policy              jobs  mean wait    p50    p95    max   bsld   util
//	──────────────────────────────────────────────────────────────────────
//	easy              18,129     19h08m  6h47m  2d17h  3d15h   9.56  77.6%
//	 region Europe     8,195      1h38m     0s  9h32m  1d20h   4.22      –
//	 region US         9,934      1d08h  1d07h  2d20h  3d15h  13.70      –
//	 cluster bristol   8,195      1h38m     0s  9h32m  1d20h   4.22  54.3%
//	 cluster hill      9,934      1d08h  1d07h  2d20h  3d15h  13.70  87.5%
//	bsld is the mean bounded slowdown, τ = 10 s.
//	Waits cover jobs that can be followed for 28d: 63.3% of those not turned away.
//	easy: of 18,129 jobs, 60 had not ended
//	The backlog of easy is not stationary: waits depend on when a job is submitted;
//	summary.csv has them by month.
//
//	out/two-clusters+hill.gpus=96+policies=easy+replications=1/: summary.csv,
//	  timeseries.csv, losses.csv, soil.csv, jobs.csv, manifest.json
//	$ grep -A 5 variant out/*hill*/manifest.json
//	  "variant": "hill.gpus=96+policies=easy+replications=1",
//	  "changes": [
//	    "clusters.hill.gpus = 96",
//	    "policies = easy",
//	    "replications = 1"
//	  ],
//
// The abbreviated form omits "clusters.", joins the items of a list with +, and
// replaces each character that is unsafe in a file name on some system with -. If that
// makes it ambiguous, or it is too long, it ends in @ and a hash.
//
// A scenario file may also extend another one and state only what differs.
// docs/scenario.md, "Composing files", explains both.
//
// # sovsim bench
//
// Bench compares policies, on a scenario or on a trace, and ranks them by mean
// bounded slowdown. On a trace one machine runs every job to its end:
//
//	$ sovsim bench --trace scenarios/traces/tiny.swf --gpus 32 --policies fcfs,easy,conservative
//	sovsim: tiny: 203 records read, 200 kept, 3 dropped (3 no run time)
//	tiny
//	policy       jobs mean wait s    p50    p95   max     bsld  util makespan
//	─────────────────────────────────────────────────────────────────────────
//	conservative  200  10,086.345     0s 16h34m 1d11h  40.1386 60.5%    3d23h
//	easy          200  10,174.460     0s 16h34m 1d11h  41.7820 60.5%    3d23h
//	fcfs          200 101,281.065 10h08m  3d01h 3d02h 395.8396 41.3%    5d20h
//	Ranked by mean bounded slowdown (bsld, τ = 10 s), lowest first.
//	One replication: it cannot show whether a difference is more than chance.
//
//	out/tiny/: summary.csv, timeseries.csv, losses.csv, soil.csv, jobs.csv,
//	  manifest.json
//	$ head -n 3 out/tiny/jobs.csv
//	scenario,policy,replication,job_id,user,class,region,cluster,gpus,submit_s,start_s,end_s,wait_s,run_s,requested_s,restarts,outcome,project,segments,moves,staged_s,wait_policy_s,wait_fragmentation_s,wait_routing_s,wait_eligibility_s,wait_capacity_s,wait_budget_s,origin,failures,overhead_s,undone_s,energy_kwh,carbon_kg,charged_eur,electricity_eur,egress_eur,moved_gb,variant
//	tiny,fcfs,0,1,7,,,machine,1,0,0,140,0,140,600,0,completed,,1,0,0,,,,,,,,,,,,,,,,,base
//	tiny,fcfs,0,2,1,,,machine,1,1334,1334,1574,0,240,240,0,killed,,1,0,0,,,,,,,,,,,,,,,,,base
//
// The machine is a pool (--gpus N) or has nodes (--nodes N --gpus-per-node G), where
// a job of at most one node must fit into a single node. If no size is given, the
// machine is the pool that the header of the log gives as MaxProcs or MaxNodes, and
// bench says so. A policy may have parameters, and the results name it as typed:
//
//	$ sovsim bench --trace scenarios/traces/tiny.swf --nodes 4 --gpus-per-node 8 --policies 'easy,easy(placement=best-fit)' -o out/nodes --quiet
//	tiny
//	policy  jobs  mean wait s  p50     p95    max     bsld   util  makespan
//	───────────────────────────────────────────────────────────────────────
//	easy(placement=best-fit)
//	         200   10,441.250   0s  16h34m  1d11h  42.5614  60.4%     3d23h
//	easy     200   10,479.050   0s  16h34m  1d11h  42.6301  60.4%     3d23h
//	Ranked by mean bounded slowdown (bsld, τ = 10 s), lowest first.
//	One replication: it cannot show whether a difference is more than chance.
//
//	out/nodes/: summary.csv, timeseries.csv, losses.csv, soil.csv, jobs.csv,
//	  manifest.json
//
// Jobs that run longer than requested end at their request (--overrun kill), or the
// request is raised beforehand (--overrun extend). Bench detects the format, and
// gzip, from the content, unless --format names the format. Records without run time
// or processors, with a negative submit time, or larger than the machine are dropped
// and counted; a malformed record is an error that gives its line.
//
// On a scenario, the policies replace those in the file:
//
//	$ sovsim bench scenarios/two-clusters.yaml --policies sjf,easy-sjbf --replications 1 --quiet
//	two-clusters with replications = 1, policies = sjf,easy-sjbf
//	policy     restricted  started  H100·h  mean wait  p50     p95  bsld   util
//	───────────────────────────────────────────────────────────────────────────
//	sjf             1h25m     100%  114.1k      1h25m   0s   8h04m  1.53  70.5%
//	easy-sjbf       2h00m     100%  114.1k      2h00m   0s  11h27m  2.46  70.5%
//	Ranked by restricted, lowest first: the mean wait of all jobs, each followed for
//	28d or until the run ends; a job that does not start in that time counts as
//	waiting for all of it. started: the share of these jobs that start in time.
//	H100·h: work done for measured jobs, in hours of an H100. bsld: mean bounded
//	slowdown, τ = 10 s.
//	One replication: it cannot show whether a difference is more than chance.
//	Waits cover jobs that can be followed for 28d: 63.3% of those not turned away.
//	sjf: of 18,129 jobs, 55 had not ended
//	easy-sjbf: of 18,129 jobs, 58 had not ended
//	Warning: all jobs (-0.758 GPUs a day, 25.73 on average): the backlog is not
//	stationary: its trend over the run is more than half of its mean; waits depend
//	on when a job is submitted, so read them by month; in 2 of 2 runs (figures of
//	the first): sjf, easy-sjbf
//
//	out/two-clusters+replications=1+policies=sjf+easy-sjbf/: summary.csv,
//	  timeseries.csv, losses.csv, soil.csv, jobs.csv, manifest.json
//
// # sovsim init
//
// Init lists the scenarios that ship and the parts that they are made of; with a name
// it writes that one, to be changed. What the copy extends and includes ships too; a
// part beside the copy goes before the one that ships. A file NAME.yaml in the working
// directory is what NAME means, and standard error says so where NAME ships as well:
//
//	$ sovsim init two-clusters > out/mine.yaml
//	$ sovsim validate out/mine.yaml | head -n 1
//	out/mine.yaml: valid: 2 clusters, 3 policies × 2 replications
//
// # sovsim validate
//
// Validate reports everything that is wrong in a scenario file, each fault with its
// line and column. With --print it writes the resolved scenario: every default filled
// in, ramps expanded into steps, and the files that it extends or includes merged into
// one. --set works as in run. If regions have blocs, a table shows the demand and the
// capacity of each bloc, and with --regions of each region; then follows what each of
// the export-rules withholds.
//
//	$ sovsim validate scenarios/two-clusters.yaml
//	scenarios/two-clusters.yaml: valid: 2 clusters, 3 policies × 2 replications
//	  about 20,000 jobs in each replication
//	$ sovsim validate --print scenarios/two-clusters.yaml | head -n 12
//	version: 1
//	name: two-clusters
//	description: "A European and an American cluster; the European one doubles in February 2025."
//	epoch: 2025-01-01
//	horizon: 90d
//	warm-up: 7d
//	seed: 1
//	replications: 2
//	overrun: kill
//	routing: home
//	policies:
//	  - fcfs
//	$ sovsim validate --print scenarios/two-clusters.yaml --set 'clusters.hill.timeline=[{at: 2025-02-01, set: 128}]' | grep -A 4 'gpus: 112'
//	    gpus: 112
//	    accelerator: A100
//	    speed: 0.315
//	    timeline:
//	      - {at: 2025-02-01, add: 16, announced: true}
//
// # sovsim trace
//
// Info describes a trace; given the size of the machine, it also reports the offered
// load. Convert writes a trace in another format: swf (Standard Workload Format) or
// native (CSV).
//
//	$ sovsim trace info scenarios/traces/tiny.swf --gpus 32
//	trace         tiny.swf (swf)
//	records       203 read, 200 kept, 3 dropped
//	              3 dropped: no run time
//	submitted     from 0 s to 230439 s
//	span          2.7 days
//	machine       32 GPUs
//	GPU-hours     1,857 run, 7,229 requested
//	offered load  0.906
//	interarrival  mean 1158 s, coefficient of variation 1.111
//	different     6 sizes, 7 users, 0 classes, 0 regions
//	overruns      10 (run time over requested time)
//
//	                  mean      p25      p50      p75      p90      p99      max
//	run time, s       6098      282     1770     7760    16080    41333    70666
//	request, s       21733     1800     7200    28800    86400    86400    86400
//	GPUs             6.260        1        2        8       16       32       32
//	$ sovsim trace convert scenarios/traces/tiny.swf -o tiny.csv
//	sovsim: tiny.swf: 203 records read, 200 kept, 3 dropped (3 no run time)
//	$ head -n 3 tiny.csv
//	job_id,user,class,region,gpus,submit_s,run_s,requested_s
//	1,7,,,1,0,140,600
//	2,1,,,1,1334,260,240
//
// # sovsim policies
//
// Policies lists the policies and routings, or explains one.
//
//	$ sovsim policies
//	Policies:
//	  conservative   conservative backfilling: every queued job has a reservation
//	  easy           EASY backfilling: one reservation, for the head; candidates by
//	                 arrival
//	  easy-sjbf      EASY with the shortest candidates first (EASY-SJBF, EASY++)
//	  fcfs           first come, first served; a head that does not fit blocks
//	  replan         places the whole queue again, in queue order, in each pass
//	  sjf            shortest requested time first; a head that does not fit blocks
//	  sjf-easy       EASY with head and candidates in order of requested time
//	  srtf           shortest remaining requested time first; suspends running jobs
//	                 for shorter ones
//
//	Routings (which cluster a job goes to):
//	  cheapest       the cluster that charges the job least, including egress; ties
//	                 by expected wait
//	  data-gravity   the cluster that the job's data reach first; ties by expected
//	                 wait
//	  greenest       the cluster where the job would emit the least CO2; ties by
//	                 expected wait
//	  home           a cluster in the job's own region
//	  least-loaded   the cluster that could finish its present work soonest
//	  overflow       home while its expected wait is short, then the home bloc, then
//	                 anywhere
//	  power-of-d     the best of d clusters drawn at random, by expected wait +
//	                 staging
//	  random         any cluster that can run the job, each equally likely
//	  round-robin    the clusters that can run the job in turn, in file order
//	  shortest-wait  the cluster with the least expected wait + staging
//
//	Orders (of a queue, for policies that take one):
//	  fcfs           first come, first served: by time of joining this queue, then
//	                 in source order
//	  sjf            shortest job first: by requested time, ties as fcfs
//
//	sovsim policies NAME explains one.
//	$ sovsim policies fcfs
//	fcfs: first come, first served; a head that does not fit blocks
//
//	Definition
//	  The queue is in order of joining, ties in source order. The head starts while
//	  it fits; the pass stops at the first job that does not fit.
//
//	Guarantees
//	  No job starts before one that joined earlier.
//
//	Parameters
//	  placement: which nodes a job gets; no effect on a pool
//	    values: first-fit, best-fit, consolidated; default: first-fit
//
//	Cost
//	  A pass costs O(log queue) for each job that joins, starts or leaves.
//
//	Source
//	  textbook
//
//	fcfs (order): first come, first served: by time of joining this queue, then in
//	source order
//
// # sovsim version
//
// Version prints the version, the commit if the build recorded it, and the Go
// release. Results record only the version.
//
//	$ sovsim version | cut -d ' ' -f 1-2 | tr -d ,
//	sovsim 0.1.0
package main
