package oracle

import "sort"

// nodeFree is a node in service and the GPUs that it has free.
type nodeFree struct{ node, free int }

// place picks nodes of a group with G GPUs each for a job of g GPUs in the
// shape of n nodes (0: no shape), or nil if it does not fit. nodes is
// ascending by index.
func place(placement string, g, n, G int, nodes []nodeFree) []part {
	switch {
	// "Job.Nodes = n > 0: n distinct nodes with g/n GPUs on each (needs g/n ≤ G)"
	case n > 0:
		if g/n > G {
			return nil
		}
		return several(placement != "first-fit", n, g/n, nodes)
	// "g ≤ G: one node with g free"
	case g <= G:
		return several(placement != "first-fit", 1, g, nodes)
	// "consolidated: g > G and G divides g: idle nodes, lowest index; else
	// floor(g/G) idle nodes (lowest index) + the remainder"
	case placement == "consolidated" && g%G != 0:
		whole := several(false, g/G, G, nodes)
		if whole == nil {
			return nil
		}
		rest, ok := remainder(g%G, whole, nodes)
		if !ok {
			return nil
		}
		return append(whole, rest)
	}
	// "g > G: ceil(g/G) idle whole nodes (all G GPUs held on each)"; "for
	// multi-node whole: lowest idle indices"
	return several(false, (g+G-1)/G, G, nodes)
}

// several is count nodes with per GPUs on each: "first-fit = lowest node
// indices that fit; best-fit = least free that fits, then lowest index".
func several(best bool, count, per int, nodes []nodeFree) []part {
	var fit []nodeFree
	for _, x := range nodes {
		if x.free >= per {
			fit = append(fit, x)
		}
	}
	if best {
		sort.SliceStable(fit, func(a, b int) bool { return fit[a].free < fit[b].free })
	}
	if len(fit) < count {
		return nil
	}
	var parts []part
	for _, x := range fit[:count] {
		parts = append(parts, part{x.node, per})
	}
	return parts
}

// remainder is "the node next in descending free (ties lowest index) that is
// not among those and has ≥ remainder free".
func remainder(rest int, taken []part, nodes []nodeFree) (part, bool) {
	best, most := -1, -1
	for _, x := range nodes {
		used := false
		for _, p := range taken {
			used = used || p.node == x.node
		}
		if !used && x.free >= rest && x.free > most {
			best, most = x.node, x.free
		}
	}
	return part{best, rest}, best >= 0
}
