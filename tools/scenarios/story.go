package main

import "slices"

// A story is a section of the page: a scenario, what it asks, and how it answers.
type story struct {
	name    string    // of the scenario: scenarios/NAME.yaml
	title   string    // the heading, after the name
	claim   string    // what it tests
	answer  string    // two sentences, a template; see words
	check   string    // how the answer compares with the fluid prediction, a template
	assumed string    // what of it is assumption
	runs    []variant // the first is the scenario as shipped
	columns []figure  // of the table
	hidden  []figure  // only for the sentences
	against string    // the variant without what the scenario is about, if it has one
	shares  []string  // the figures whose course over the demand share is told
}

// A variant is a scenario with some values changed.
type variant struct {
	label string   // in the table, and the folder of its results, with - for spaces
	from  string   // another scenario than the story's
	sets  []string // PATH=VALUE of --set
}

// A figure is a number of a variant.
type figure struct {
	name   string // by which sentences call it
	head   string // of its column
	unit   string // after the number: %, h, d, …; month where it is one
	digits int    // after the point
	longer string // what to say where it is not reached, such as "> 28 d"; else it is not defined
	value  expr
}

// points is the unit of a difference.
func (f figure) points() string {
	switch f.unit {
	case "%":
		return "points"
	case "month":
		return "months"
	}
	return f.unit
}

// shipped, lowDemand and highDemand are the labels of the variants that every story has.
const (
	shipped    = "as shipped"
	lowDemand  = "demand share 15 %"
	highDemand = "demand share 25 %"
)

// Europe's part of what the world uses, see scenarios/blocks/demand-2025.yaml.
var (
	at15 = []string{"workload.europe.demand.share=15%"}
	at25 = []string{"workload.europe.demand.share=25%"}
)

// variants is the runs of a story: as shipped, its own, and the two demand shares.
func variants(own ...variant) []variant {
	list := append([]variant{{label: shipped}}, own...)
	return append(list, variant{label: lowDemand, sets: at15}, variant{label: highDemand, sets: at25})
}

// with is a variant with these values changed.
func with(label string, sets ...string) variant { return variant{label: label, sets: sets} }

// find is a figure of the story by its name.
func (s *story) find(name string) (figure, bool) {
	for _, f := range slices.Concat(s.columns, s.hidden) {
		if f.name == name {
			return f, true
		}
	}
	return figure{}, false
}

// stories is the page, in order.
var stories = []*story{
	&baseline, &uk, &jupiter, &france, &pool, &noCloud, &overflow, &smallModels, &exportShock, &talent,
}
