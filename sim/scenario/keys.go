package scenario

// The keys of each block of a scenario file, in the order in which messages and
// docs/scenario.md list them.
var (
	topKeys = []string{"version", "name", "description", "extends", "include", "epoch", "horizon", "warm-up", "seed", "replications",
		"overrun", "routing", "policies", "regions", "accelerators", "clusters", "workload", "outputs"}
	acceleratorKeys  = []string{"speed"}
	clusterKeys      = []string{"name", "region", "kind", "policy", "groups", "gpus", "accelerator", "speed", "timeline"}
	groupKeys        = []string{"name", "nodes", "gpus-per-node", "accelerator", "speed"}
	changeKeys       = []string{"at", "from", "until", "add", "remove", "set", "group", "announced", "loss"}
	traceKeys        = []string{"trace", "format", "region", "class"}
	populationKeys   = []string{"class", "region", "users", "interarrival", "jobs", "run-time", "gpus", "request", "patience", "checkpoint"}
	interarrivalKeys = []string{"mean", "cv"}
	requestKeys      = []string{"factor", "round-up", "max"}
	factorKeys       = []string{"min", "max"}
	outputKeys       = []string{"jobs", "interval"}
	// composingKeys are gone once the files of a scenario are merged.
	composingKeys = []string{"extends", "include", "absent"}
)
