// Package scenario reads scenario files: it decodes them, checks them, and
// resolves them into plain data. docs/scenario.md is the reference of the
// language; this page says how the package works.
//
// # From text to data
//
// Load reads a file, Decode takes bytes. The YAML parser turns them into nodes
// and stops at errors of syntax; then a walk of our own over the nodes reads
// each key with the reader of its unit and notes every fault with its line and
// column, so that one run of "sovsim validate" shows all there is to mend. A
// misspelt key is read on as what it was meant to be, and what cannot be known
// because of one fault is not reported as a second. The result is either a
// Scenario that is in order, or an *Errors and nothing.
//
// A scenario of several files is one tree before the walk begins: compose puts
// the files into the order in which they win, overlay merges each over those
// before it, and settings puts single values on top. Merging makes new nodes and
// leaves those of the files as they are, since an alias or another use of the
// same file may need them; each node keeps its origin, so that a fault names the
// file and line in which it stands, or the --set.
//
// What the language cannot know, the names of policies, routings and trace
// formats, the caller passes in as a Catalog.
//
// The result is resolved: dates are times since the epoch, references are
// indices, every default is filled in, and a timeline is steps only. Levels and
// ramps are turned into steps here, so that the engine knows one kind of change.
// A demand is turned into populations, and what classes share is copied into each.
//
// The result is at full size. Scaled is what is simulated at a scale; FluidBounds
// and ExpectedJobs say beforehand how much of a demand can be served at best, and
// how many jobs there will be. Distributions and their means are those of package
// dist, from which the generator draws the jobs.
//
// # An example by hand
//
// A pool has 64 GPUs at the epoch, 2025-01-01, and this timeline:
//
//   - {at: 2025-02-01, set: 100}
//   - {from: 2025-03-01, until: 2025-03-04, remove: 4, announced: false}
//
// January has 31 days, so the first change is at 31 d; the level is 64 then, so
// it is +36. The ramp lasts three days, from day 59 to day 62, and takes 4 × 1/3
// = 1.33, 4 × 2/3 = 2.67 and 4 GPUs by the end of each, in whole GPUs 1, 2 and
// 4: it is resolved into −1 at 60 d, −1 at 61 d and −2 at 62 d, unannounced,
// drained. The level is 96 after that.
//
// # Another, of three files
//
// a.yaml extends b.yaml and includes c.yaml; b.yaml includes c.yaml too. What a
// file is made of comes before it, so the layers are, the strongest last,
//
//	c  b  c  a
//
// with b's name and description left out. Let the file c have gpus: 8 for a
// cluster, b gpus: 16 and a region, and a nothing: the cluster has 8, since what a
// includes wins over what it extends, and b's region, of which c says nothing. The
// file c counts twice of the 64 that there may be.
//
// # A demand by hand
//
// A class has jobs of 2 GPUs that run for 30 minutes: 1 GPU-hour each. Of 6,000
// h100e it has 10 %, and the UK two thirds of that: 400 GPUs, so 400 jobs an
// hour, a mean interarrival of 9 s. At 1/64 its jobs, none of which is larger than
// 16 GPUs, are thinned to one every 576 s, each of which counts as 64.
//
// # Numbers, and what YAML makes of them
//
// Text is read by package sovsim/sim/unit, not by the YAML library, so that it
// means one thing: 1e6 is a whole number, 010 is refused (YAML 1.1 has it as
// eight), and so are 8.5 where a whole number is needed, 0x10, and yes and no
// where true and false are meant. A quoted number is a number.
//
// # Files that are not scenarios
//
// A file of more than MaxBytes, files of more than MaxTotal, one that is not UTF-8 text, one that is nested
// thousands deep, or one whose aliases stand for more than a million values is
// refused at once.
package scenario
