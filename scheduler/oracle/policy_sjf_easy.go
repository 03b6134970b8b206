package oracle

// sjf-easy: heads and candidates by request.
func init() { register("sjf-easy", Policy{Order: "sjf", Candidates: "sjf", pass: (*world).easy}) }
