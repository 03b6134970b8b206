package population

import (
	"time"

	"sovsim/workloads/dist"
)

// philly is when the jobs of Microsoft's Philly cluster arrived, in per cent by
// hour and by weekday from Monday: Jeon et al., "Analysis of large-scale
// multi-tenant GPU clusters for DNN training workloads", USENIX ATC 2019, the
// published trace. The weekdays are given from Monday on.
var philly = Profile{
	Hours: [24]float64{5.3, 4.1, 4.7, 4.6, 2.9, 4.8, 7.0, 8.7, 4.6, 4.2, 4.3, 3.6, 3.1, 2.9, 2.7, 2.7, 3.7, 2.8, 3.3, 3.0, 4.2, 3.8, 4.7, 4.2},
	Days:  [7]float64{12.3, 15.2, 16.3, 18.4, 20.6, 8.7, 8.5},
}

// rich is a class with every feature on.
func rich(name string) Class {
	c := busy(name)
	c.Users, c.Zipf, c.Projects = 400, 1.1, 40
	c.Offset, c.Profile, c.Growth = time.Hour, philly, 0.1
	c.Epoch = time.Date(2025, 7, 17, 9, 30, 0, 0, time.UTC)
	c.Interarrival = Interarrival{Mean: 10 * time.Minute, CV: 11, Batch: 1.2}
	c.Sizes = []Size{
		{GPUs: 8, Weight: 6, Run: dist.Spec[time.Duration]{Kind: dist.KindQuantiles, Points: phillyLike}},
		{GPUs: 16, Weight: 2},
		{GPUs: 64, Weight: 2},
	}
	c.Divide = 4
	c.Residency = Residency{AtHome: 0.2, InBloc: 0.3, Anywhere: 0.5}
	c.Bytes = ByteRange{100e9, 15e12}
	c.Segment = 24 * time.Hour
	return c
}

// phillyLike is spread as wide as the run times of a real log are.
var phillyLike = []dist.Point[time.Duration]{
	{P: 0, Value: time.Second}, {P: 0.1, Value: 30 * time.Second}, {P: 0.25, Value: 115 * time.Second},
	{P: 0.5, Value: 1144 * time.Second}, {P: 0.75, Value: 2932 * time.Second}, {P: 0.9, Value: 11266 * time.Second},
	{P: 0.95, Value: 10 * time.Hour}, {P: 0.98, Value: 30 * time.Hour}, {P: 0.99, Value: 254884 * time.Second},
	{P: 0.999, Value: 20 * 24 * time.Hour}, {P: 1, Value: 60 * 24 * time.Hour},
}
