package experiment

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// world is a whole scenario drawn at random, as a user writes it, with the files that it
// names. Any feature may be on or off; what is asked for is small, so that a run takes
// milliseconds.
type drawnWorld struct {
	text  string
	files map[string]string
	// pools and leaving tell that clusters share queues and that users leave.
	pools, leaving bool
}

// gen draws a world.
type gen struct {
	r    *rand.Rand
	b    strings.Builder
	days int
	// regions and blocs by region; "" is none.
	regions []string
	bloc    map[string]string
	classes []string
	nodes   []string // clusters of nodes or pools of GPUs that are no members
	all     []string
	w       drawnWorld
}

func (g *gen) p(x float64) bool             { return g.r.Float64() < x }
func (g *gen) n(low, high int) int          { return low + g.r.IntN(high-low+1) }
func (g *gen) one(of ...string) string      { return of[g.r.IntN(len(of))] }
func (g *gen) line(format string, a ...any) { fmt.Fprintf(&g.b, format+"\n", a...) }

// may is a part of a line, or nothing.
func (g *gen) may(x float64, format string, a ...any) string {
	if g.p(x) {
		return fmt.Sprintf(format, a...)
	}
	return ""
}

// some draws one or more of a list, without repeats.
func (g *gen) some(of []string) string {
	var list []string
	for _, i := range g.r.Perm(len(of))[:g.n(1, len(of))] {
		list = append(list, of[i])
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// drawWorld draws the world of a seed.
func drawWorld(seed uint64) drawnWorld {
	g := &gen{r: rand.New(rand.NewPCG(seed, 17)), bloc: map[string]string{}, days: 0}
	g.w.files = map[string]string{}
	g.days = g.n(8, 35)
	if g.w.leaving = g.p(0.25); g.w.leaving { // which users do every 28 days
		g.days += 50
	}
	g.top()
	g.places()
	g.sites()
	g.describe()
	g.load()
	g.rules()
	g.w.text = g.b.String()
	return g.w
}

func (g *gen) top() {
	g.line("version: 1\nepoch: %s\nhorizon: %dd\nseed: %d", g.one("2026-01-01", "2024-02-20", "2025-11-30"), g.days, g.n(0, 1000))
	g.b.WriteString(g.may(0.6, "warm-up: %dd\n", g.n(1, g.days/4)))
	g.b.WriteString(g.may(0.3, "scale: 1/%d\n", g.n(2, 4)))
	g.b.WriteString(g.may(0.3, "overrun: extend\n"))
	g.b.WriteString(g.may(0.4, "reroute-after: %dh\n", g.n(1, 30)))
	g.b.WriteString(g.may(0.4, "replications: 2\n"))
	g.b.WriteString(g.may(0.3, "repair: %s\n", g.one("none", "3h", "2d")))
	delay := g.may(0.3, "delay=%dm", g.n(1, 90))
	with := func(name, parameters string) string {
		list := strings.Trim(parameters+", "+delay, ", ")
		if list == "" {
			return name
		}
		return name + "(" + list + ")"
	}
	g.line("routing: %q", g.one("home", "random", "round-robin", with("least-loaded", ""), with("overflow", "wait=2h"), "overflow(estimate=plan)",
		with("shortest-wait", ""), with("data-gravity", ""), with("power-of-d", fmt.Sprintf("d=%d", g.n(1, 3))), with("cheapest", ""), with("greenest", "wait=4h")))
	policies := []string{"fcfs", "sjf", "easy", "easy-sjbf", "sjf-easy", "conservative", "replan", "easy(order=sjf)", "easy(candidates=sjf)", "easy(placement=best-fit)",
		"conservative(depth=3)", "conservative(order=sjf)", "replan(depth=5)", "sjf(placement=consolidated)", "conservative(placement=consolidated)", "replan(placement=best-fit)",
		"srtf", "srtf(placement=best-fit)", "moody"}
	i := g.n(0, len(policies)-1)
	g.line("policies: [%q, %q]", policies[i], policies[(i+g.n(1, len(policies)-1))%len(policies)])
	g.line("outputs: {jobs: true, interval: %s%s%s}", g.one("6h", "1d", "7d"), g.may(0.4, ", reasons: true"), g.may(0.3, ", follow-up: 3d, target: 2h"))
}

// places draws regions, what is known of them, and links.
func (g *gen) places() {
	g.regions = []string{"UK", "FR", "DE", "CH", "US"}[:g.n(1, 5)]
	blocs := g.p(0.8)
	costs := g.p(0.4)
	g.line("regions:")
	for i, r := range g.regions {
		var keys []string
		if blocs {
			g.bloc[r] = map[string]string{"UK": "Europe", "FR": "Europe", "DE": "Europe", "CH": g.one("Europe", "Alps"), "US": "America"}[r]
			keys = append(keys, "bloc: "+g.bloc[r])
		}
		if g.p(0.5) {
			keys = append(keys, fmt.Sprintf("utc-offset: %dh", g.n(-6, 6)))
		}
		if costs {
			keys = append(keys, fmt.Sprintf("electricity: 0.%02d EUR/kWh, carbon: %d g/kWh", g.n(0, 40), g.n(0, 500)))
		}
		if costs && i == 0 && g.p(0.3) {
			keys[len(keys)-1] = "carbon: {file: grid.csv}"
			g.w.files["grid.csv"] = "hour,g_per_kwh\n2024-01-01T00:00:00Z,61.5\n2024-01-01T01:00:00Z,58\n2024-01-01T02:00:00Z,300.125\n"
		}
		g.line("  %s: {%s}", r, strings.Join(keys, ", "))
	}
	if len(g.regions) > 1 && g.p(0.6) {
		g.line("links:")
		for range g.n(1, 3) {
			i := g.n(0, len(g.regions)-1)
			k := (i + g.n(1, len(g.regions)-1)) % len(g.regions)
			g.line("  - {between: [%s, %s], bandwidth: %d Mbit/s%s}", g.regions[i], g.regions[k], g.n(50, 9000), g.may(0.5, ", egress: 0.0%d EUR/GB", g.n(0, 9)))
		}
	}
	power := ""
	if costs {
		power = ", power: 700 W, idle-power: 90 W"
	}
	g.line("accelerators:")
	for _, a := range []string{"A100: {speed: 0.315", "H100: {ratio: 1, efficiency: 0.5", "GB300: {speed: 2.5"} {
		g.line("  %s%s%s}", a, power, g.may(0.4, ", failures: %d", g.n(5, 400)))
	}
}

// timeline draws changes of one group, one after the other: sure is how many nodes are
// there for certain, whatever is delivered or let in of what was added.
func (g *gen) timeline(indent, group string, sure int) {
	day := g.n(1, 8)
	for day < g.days {
		what := map[bool]string{true: "group: " + group + ", "}[group != ""]
		known := g.one("", "", ", announced: false", ", announced: true")
		loss := ", loss: " + g.one("drain", "kill", "requeue")
		length := g.n(1, 12)
		switch g.n(0, 6) {
		case 0:
			g.line("%s- {%sat: %dd, add: %d%s}", indent, what, day, g.n(1, 12), known)
		case 1:
			g.line("%s- {%sfrom: %dd, until: %dd, add: %d%s}", indent, what, day, day+length, g.n(1, 9), known)
		case 2, 3:
			if gone := g.n(0, sure); gone > 0 {
				g.line("%s- {%sat: %dd, remove: %d%s%s}", indent, what, day, gone, loss, known)
				sure -= gone
			}
		case 4:
			sure = g.n(0, sure)
			g.line("%s- {%sat: %dd, set: %d%s%s}", indent, what, day, sure, loss, known)
		case 5:
			g.line("%s- {%sfrom: %dd, until: %dd, outage: true%s}", indent, what, day, day+length, g.may(0.3, "%s", loss))
		default:
			g.line("%s- {%sfrom: %dd, until: %dd, maintenance: true%s}", indent, what, day, day+length, known)
		}
		day += length + g.n(1, 40)
	}
}

// sites draws clusters, and pools of some of them.
func (g *gen) sites() {
	g.line("clusters:")
	members := 0
	if g.p(0.3) {
		members = 2
	}
	accelerators := []string{"A100", "H100", "GB300"}
	for i := range g.n(max(1, members), 4) {
		name, region := fmt.Sprintf("c%d", i), g.one(g.regions...)
		g.all = append(g.all, name)
		g.line("  - name: %s\n    region: %s", name, region)
		if i >= members {
			g.nodes = append(g.nodes, name)
			g.b.WriteString(g.may(0.2, "    policy: %q\n", g.one("fcfs", "easy-sjbf", "conservative(depth=2)", "replan", "srtf", "moody")))
			g.b.WriteString(g.may(0.25, "    max-queued: %d\n", g.n(0, 12)))
			g.b.WriteString(g.may(0.3, "    suspend-cost: %dm\n", g.n(0, 30)))
			g.b.WriteString(g.may(0.3, "    resume-cost: %dm\n", g.n(0, 30)))
		}
		g.b.WriteString(g.may(0.2, "    max-gpus: %d\n", g.n(2, 40)))
		g.b.WriteString(g.may(0.2, "    max-time: %dh\n", g.n(4, 60)))
		if g.p(0.25) {
			names := append([]string{"small"}, g.regions...)
			if b := g.bloc[region]; b != "" {
				names = append(names, b)
			}
			g.line("    access: %s", g.some(names))
		}
		g.b.WriteString(g.may(0.2, "    slip: %d months\n", g.n(0, 2)))
		g.b.WriteString(g.may(0.2, "    delivered: %d%%\n", g.n(0, 100)))
		g.b.WriteString(g.may(0.3, "    pue: 1.%d\n", g.n(1, 9)))
		g.b.WriteString(g.may(0.3, "    price: %d.5 EUR/GPU-h\n", g.n(0, 4)))
		if g.p(0.4) {
			gpus := g.n(4, 30)
			g.line("    gpus: %d\n    accelerator: %s", gpus, g.one(accelerators...))
			if g.p(0.6) {
				g.line("    timeline:")
				g.timeline("      ", "", gpus)
				g.line("      - {at: %dd, add: 1}", g.days+200)
			}
			continue
		}
		groups, sizes := g.n(1, 2), []int{}
		g.line("    groups:")
		for k := range groups {
			sizes = append(sizes, g.n(1, 5))
			g.line("      - {name: g%d, nodes: %d, gpus-per-node: %d, accelerator: %s}", k, sizes[k], g.n(1, 8), accelerators[(i+k)%3])
		}
		if g.p(0.6) {
			g.line("    timeline:")
			for k := range groups {
				g.timeline("      ", fmt.Sprintf("g%d", k), sizes[k])
			}
			g.line("      - {group: g0, at: %dd, add: 1}", g.days+200)
		}
	}
	if members > 0 {
		g.w.pools = true
		g.line("pools:\n  - {name: joint, members: [c1, c0]%s}", g.may(0.3, ", max-queued: %d", g.n(1, 9))+g.may(0.3, ", resume-cost: %dm", g.n(0, 30)))
	}
}

// describe draws what jobs are like.
func (g *gen) describe() {
	g.classes = []string{"small", "large"}
	g.line("classes:")
	for _, c := range g.classes {
		g.line("  %s:", c)
		if c == "small" {
			g.line("    gpus: %s", g.one("1", "{1: 0.6, 2: 0.3, 8: 0.1}", "{1: 0.9, 4: {weight: 0.1, run-time: {exponential: {mean: 9h}}}}", "{log-uniform: {min: 1, max: 12}}"))
			g.line("    run-time: %s", g.one("3h", "{log-normal: {median: 2h, sigma: 1.3, max: 60h}}", "{uniform: {min: 1s, max: 9h}}", "{quantiles: {0: 10s, 0.5: 1h, 1: 20h}}", "{gamma: {mean: 3h, cv: 2}}"))
		} else {
			g.line("    gpus: %s", g.one("16", "{log-uniform: {min: 8, max: 64}}", "{4: 0.5, 32: 0.5}"))
			g.line("    run-time: {log-uniform: {min: 4h, max: %dh}}", g.n(20, 90))
			g.b.WriteString(g.may(0.5, "    segment: %dh\n", g.n(3, 24)))
		}
		g.line("    users: {count: %d%s%s}", g.n(4, 30), g.may(0.5, ", zipf: 1.1"), g.may(0.5, ", projects: %d", g.n(1, 4)))
		g.b.WriteString(g.may(0.4, "    interarrival: {cv: %d, batch: 1.%d}\n", g.n(1, 5), g.n(0, 9)))
		g.b.WriteString(g.may(0.5, "    request: {factor: {min: 1, max: %d}, round-up: 15m, max: %dh}\n", g.n(2, 5), g.n(6, 80)))
		g.b.WriteString(g.may(0.6, "    patience: {exponential: {mean: %dh}}\n", g.n(2, 300)))
		g.b.WriteString(g.may(0.3, "    patience-of: user\n"))
		if g.p(0.6) {
			g.line("    checkpoint: %s", g.one("30m", "young", "daly", "exact", "6h"))
			g.line("    checkpoint-write: %dm", g.n(1, 20))
			g.line("    restart: %dm", g.n(0, 30))
		}
		g.b.WriteString(g.may(0.4, "    profile: {hours: [1,1,1,1,1,1,1,2,3,4,4,4,4,4,4,4,4,3,2,2,1,1,1,1], days: [1,1,1,1,1,0.5,0.5]}\n"))
		g.line("    residency: %s", g.one("home", "bloc", "any", "{home: 0.2, bloc: 0.3, any: 0.5}", "{bloc: 0.5, any: 0.5}"))
		g.b.WriteString(g.may(0.4, "    data: %s\n", g.one("200 GB", "{log-uniform: {min: 1 GB, max: 9 TB}}")))
		g.b.WriteString(g.may(0.5, "    fit: condition\n"))
	}
}

// load draws the workload: demands, a class of its own, and traces. A trace's numbers
// begin where no other source's are, so that each job can be found by its number.
func (g *gen) load() {
	g.line("workload:")
	var shares []string
	for _, r := range g.regions {
		shares = append(shares, fmt.Sprintf("%s: %d", r, g.n(1, 5)))
	}
	g.line("  - {name: all, demand: %d h100e, regions: {%s}, classes: {small: 0.%d, large: 0.5}%s}", g.n(2, 9), strings.Join(shares, ", "), g.n(1, 5),
		g.may(0.3, ", growth: %d%%", g.n(-50, 90))+g.may(0.3, ", replace: {share: 30%%, of: [large], by: small, cost: 5%%}"))
	g.b.WriteString(g.may(0.4, "  - {class: huge, region: %s, gpus: 5000, run-time: 1h, interarrival: 5d, residency: %s}\n", g.one(g.regions...), g.one("any", "bloc")))
	g.b.WriteString(g.may(0.4, "  - {class: few, region: %s, gpus: 2, run-time: {exponential: {mean: 5h}}, interarrival: 7h, jobs: %d}\n", g.one(g.regions...), g.n(1, 60)))
	for k := range g.n(0, 2) {
		name := fmt.Sprintf("t%d.csv", k)
		var rows strings.Builder
		rows.WriteString("job_id,user,class,region,gpus,submit_s,run_s,requested_s,patience_s,checkpoint_s,segment_s,data_bytes,residency,project\n")
		at := 0
		for i := range g.n(1, 60) {
			at += g.n(0, 40000)
			region := g.one(append([]string{""}, g.regions...)...)
			fmt.Fprintf(&rows, "%d,u%d,%s,%s,%d,%d.%d,%d,%s,%s,%s,%s,%s,%s,%s\n", 1_000_000*(k+1)+i, g.n(0, 5), g.one("", "small", "traced"), region, g.n(1, 12), at, g.n(0, 9),
				g.n(0, 90000), g.one("", "0", fmt.Sprint(g.n(1, 90000))), g.one("", fmt.Sprint(g.n(1, 90000))), g.one("", "3600"), g.one("", fmt.Sprint(g.n(60, 20000))),
				g.one("", fmt.Sprint(g.n(0, 1_000_000_000_000))), g.one("", "home", "bloc", "any"), g.one("", "p1"))
		}
		g.w.files[name] = rows.String()
		g.line("  - {trace: %s, region: %s%s}", name, g.one(g.regions...), g.may(0.5, ", class: traced"))
	}
}

// rules draws what lies over all: export rules, budgets, closures and departures.
func (g *gen) rules() {
	where := append([]string{}, g.regions...)
	for _, b := range g.bloc {
		if b == "Europe" {
			where = append(where, b)
			break
		}
	}
	if g.p(0.25) {
		g.line("export-rules:\n  - {name: late, on: %s, slip: %d months}\n  - {name: cap, on: %s, cap: %d GPUs, from: 3d}", g.some(where), g.n(1, 2), g.some(where), g.n(0, 30))
	}
	if g.p(0.3) {
		g.line("budgets:\n  - {name: b, owner: %s, per-quarter: %d GPU-h, exhausted: %s%s}", g.one("project", "region", "class"), g.n(50, 9000), g.one("wait", "reject"),
			g.may(0.5, ", clusters: %s", g.some(g.all)))
	}
	if g.p(0.3) && len(g.regions) > 1 {
		from := g.n(1, g.days-1)
		g.line("closures:\n  - {name: shut, clusters-in: [%s], to: [%s], from: %dd%s%s}", g.regions[0], g.regions[1], from, g.may(0.6, ", until: %dd", from+g.n(1, 30)),
			", running: "+g.one("finish", "kill", "requeue"))
	}
	if g.w.leaving = g.w.leaving && len(g.regions) > 1; g.w.leaving {
		g.line("departures:\n  - {name: drain, from: %s, to: %s, rate: %d, grace: 1h}", g.regions[0], g.regions[1], g.n(20, 600))
	}
}
