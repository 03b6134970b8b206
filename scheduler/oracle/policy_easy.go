package oracle

// easy: heads and candidates by arrival.
func init() { register("easy", Policy{Order: "fcfs", Candidates: "fcfs", pass: (*world).easy}) }
