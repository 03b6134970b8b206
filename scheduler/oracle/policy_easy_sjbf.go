package oracle

// easy-sjbf: heads by arrival, candidates by request.
func init() { register("easy-sjbf", Policy{Order: "fcfs", Candidates: "sjf", pass: (*world).easy}) }
