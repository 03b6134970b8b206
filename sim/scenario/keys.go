package scenario

import "slices"

// IsKey reports whether a scenario file may have the key at the top.
func IsKey(name string) bool { return slices.Contains(topKeys, name) }

// The keys of each block of a scenario file, in the order in which messages and
// docs/scenario.md list them.
var (
	topKeys = []string{"version", "name", "description", "extends", "include", "epoch", "horizon", "warm-up", "seed", "replications", "scale",
		"overrun", "routing", "reroute-after", "max-live-jobs", "policies", "regions", "links", "accelerators", "repair", "clusters", "pools", "export-rules", "classes", "workload", "departures", "budgets", "closures", "outputs"}
	regionKeys      = []string{"bloc", "utc-offset", "electricity", "carbon"}
	linkKeys        = []string{"between", "bandwidth", "egress"}
	acceleratorKeys = []string{"speed", "ratio", "efficiency", "failures", "power", "idle-power"}
	clusterKeys     = []string{"name", "region", "owner", "kind", "policy", "access", "max-gpus", "max-time", "max-queued", "suspend-cost", "resume-cost", "groups", "gpus", "accelerator", "speed", "failures", "repair", "power", "idle-power", "pue", "price", "timeline", "slip", "delivered", "beside"}
	groupKeys       = []string{"name", "nodes", "gpus-per-node", "accelerator", "speed", "failures", "power", "idle-power"}
	carbonKeys      = []string{"file"}
	changeKeys      = []string{"at", "from", "until", "add", "remove", "set", "group", "announced", "loss", "slip", "delivered", "outage", "maintenance"}
	poolKeys        = []string{"name", "members", "max-queued", "suspend-cost", "resume-cost"}
	exportKeys      = []string{"name", "on", "slip", "cap", "from", "until"}
	traceKeys       = []string{"trace", "name", "format", "processors", "region", "class", "rate"}

	// classKeys are those that say how the jobs of a class are; a population
	// says besides whose they are, and a demand how many for a set of classes.
	classKeys = []string{"users", "interarrival", "run-time", "gpus", "request", "patience", "patience-of", "checkpoint", "checkpoint-write", "restart", "segment",
		"profile", "growth", "elasticity", "residency", "fit", "data"}
	populationKeys   = slices.Concat([]string{"class", "region", "jobs"}, classKeys)
	demandKeys       = slices.Concat([]string{"name", "demand", "regions", "classes", "replace"}, demandOverrides)
	demandOverrides  = []string{"users", "request", "patience", "patience-of", "checkpoint", "checkpoint-write", "restart", "segment", "profile", "growth", "elasticity", "residency", "fit", "data"}
	amountKeys       = []string{"share", "of"}
	replaceKeys      = []string{"share", "of", "by", "cost"}
	userKeys         = []string{"count", "projects", "zipf"}
	interarrivalKeys = []string{"mean", "cv", "batch"}
	sizeKeys         = []string{"weight", "run-time"}
	requestKeys      = []string{"factor", "round-up", "max"}
	factorKeys       = []string{"min", "max"}
	profileKeys      = []string{"hours", "days"}
	residencyKeys    = []string{"home", "bloc", "any"}
	dataKeys         = []string{"log-uniform"}
	departureKeys    = []string{"name", "from", "to", "rate", "grace"}
	budgetKeys       = []string{"name", "owner", "of", "clusters", "per-quarter", "exhausted"}
	closureKeys      = []string{"name", "clusters-in", "to", "from", "until", "running"}
	outputKeys       = []string{"jobs", "interval", "follow-up", "target", "reasons"}

	// composingKeys are gone once the files of a scenario are merged.
	composingKeys = []string{"extends", "include", "absent"}
)
