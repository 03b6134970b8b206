package experiment

import (
	"errors"
	"fmt"

	"sovsim/sim"
)

// liveBytes is about what a live job takes at most, in the engine, the events, the
// queue of its policy and the collector, while tables that grow are there twice.
const liveBytes = 2000

// leastLive is a limit that every machine has room for.
const leastLive = 10_000

// maxLive is how many jobs of a run may be live at a time; 0 is no limit.
func (p *plan) maxLive(opts Options) int {
	switch {
	case opts.MaxLive > 0:
		return opts.MaxLive
	case p.scenario.MaxLive > 0:
		return p.scenario.MaxLive
	case opts.Memory <= 0:
		return 0
	}
	atOnce := max(1, min(opts.Workers, p.runs()))
	return int(max(opts.Memory/liveBytes/int64(atOnce), leastLive))
}

// backlog adds to an error on a backlog what would help.
func (p *plan) backlog(err error, opts Options) error {
	var b *sim.BacklogError
	if !errors.As(err, &b) {
		return err
	}
	why := "the limit was given"
	if opts.MaxLive == 0 && p.scenario.MaxLive == 0 {
		why = "the limit is what the memory there is holds"
		if n := min(opts.Workers, p.runs()); n > 1 {
			why += fmt.Sprintf(" for %d runs at a time", n)
		}
	}
	return fmt.Errorf("%w; %s: more work comes than the clusters can do, so shorten the horizon, give jobs patience or clusters max-queued, simulate at a scale, or set another limit with --max-live-jobs", err, why)
}
