package population

// Demand is the mean number of GPUs, at speed 1, that the class keeps busy where
// nothing waits: mean GPUs × mean run time ÷ mean interval between arrivals.
// Divided by the GPUs of a cluster it is the offered load. It knows of no
// rounding to whole nodes, no withdrawal, and no job ended at its request. The
// class must be valid.
func (c *Class) Demand() float64 {
	run, err := c.Run.New()
	if err != nil {
		return 0
	}
	gpus, total := 0.0, 0.0
	for _, z := range c.Sizes {
		gpus += z.Weight * float64(z.GPUs)
		total += z.Weight
	}
	return gpus / total * run.Mean() / float64(c.Interarrival.Mean)
}
