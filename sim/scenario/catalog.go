package scenario

// Catalog tells Decode which names the program knows. Policies, routing and
// trace formats live in packages that scenario must not import, so the caller
// passes their names in. A nil list leaves names of that sort unchecked.
type Catalog struct {
	// Policies are the policies' names, without parameters.
	Policies []string
	// CheckPolicy checks a whole policy as typed, parameters included, once its
	// name is known; nil checks nothing more. Its error should say what is
	// wrong and what would be right.
	CheckPolicy func(spec string) error
	// Routings are the names of the routing policies, without parameters.
	Routings []string
	// CheckRouting checks a whole routing as typed, as CheckPolicy does a policy.
	CheckRouting func(spec string) error
	// CheckPopulation checks what only the generator of jobs knows, such as arrivals
	// that cannot be had, in a population at the scale at which it is simulated; nil
	// checks nothing.
	CheckPopulation func(s *Scenario, p *Population) error
	// Formats are the names of the trace formats.
	Formats []string
}

// checkPopulations checks the populations of a scenario without faults as its
// generator will.
func (d *decoder) checkPopulations(s *Scenario, sources []sourceAt) {
	if d.catalog.CheckPopulation == nil || d.faults > 0 || len(s.Workload) != len(sources) {
		return
	}
	scaled := s.Scaled()
	for i, src := range sources {
		if src.Population == nil {
			continue
		}
		if err := d.catalog.CheckPopulation(scaled, scaled.Workload[i].Population); err != nil {
			d.fault(src.at, "%v", err)
		}
	}
}
