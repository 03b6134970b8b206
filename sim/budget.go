package sim

import (
	"fmt"
	"slices"
	"time"

	"sovsim/sim/eventq"
	"sovsim/sim/unit"
)

// Owner says whose a budget's accounts are.
type Owner uint8

const (
	// ByProject: those of a job's project; a job of no project has none.
	ByProject Owner = iota
	// ByRegion: those of its home region.
	ByRegion
	// ByClass: those of its class.
	ByClass
)

// Budget is an allowance of GPU-time for each quarter. A start is charged the GPUs
// that the job holds × the time that it requests, by the cluster's clock; what it
// did not use is given back at the end of that holding, unless another quarter has
// begun by then. What a quarter leaves lapses.
type Budget struct {
	Name string
	// Owner is whose account a job draws on. Of are the names of the owners that
	// share one account; with none, every owner has an account of its own.
	Owner Owner
	Of    []string
	// Clusters are the names of the clusters, or members of joint pools, whose use it
	// pays for; none is all.
	Clusters []string
	// PerQuarter is the amount of each account in a quarter, First that until the
	// first of Model.Refills, which may begin in the middle of a quarter.
	PerQuarter, First unit.GPUTime
	// Wait holds a job back until its account can pay for it; else it is rejected.
	Wait bool
}

// ledger keeps the accounts of a run. Several budgets may have to pay for one
// start. All of it costs as much as there are budgets at a cluster.
type ledger struct {
	h       *holds
	budgets []budget
	// at lists the budgets that pay at each door: of a cluster, or of a member of a
	// joint pool.
	at [][]int32
	// quarter counts the refills so far; accounts are all, in the order in which they
	// were opened.
	quarter  int
	accounts []*account
}

// budget is a Budget with its accounts.
type budget struct {
	*Budget
	names *Names
	// by is the account of each owner by id, nil where none has been looked up;
	// shared is that of all owners named, outside that of no owner.
	by     []*account
	shared *account
}

// account is what is left of an allowance in this quarter.
type account struct {
	of   *Budget
	left unit.GPUTime
	// promised is what was left for those released after passes passes.
	promised unit.GPUTime
	passes   int64
	line     heldLine
}

// outside stands for an owner to whom a budget does not apply.
var outside = new(account)

// payment is what a job has paid for its holding of GPUs.
type payment struct {
	// asked is the time that it paid for, in which quarter and behind which door.
	asked   time.Duration
	quarter int
	door    int32
	// dear is what the last declined start would have cost.
	dear unit.GPUTime
}

// newLedger opens the books; nil where there are no budgets.
func newLedger(h *holds) (*ledger, error) {
	m, d := h.e.model, h.e.in.Directory
	for i, t := range m.Refills {
		if t <= 0 || i > 0 && t <= m.Refills[i-1] {
			return nil, fmt.Errorf("quarter %d begins at %v: quarters begin after the epoch, each after the one before", i+1, time.Duration(t))
		}
	}
	if len(m.Budgets) == 0 {
		return nil, nil
	}
	l := &ledger{h: h, at: make([][]int32, m.doors())}
	for i := range m.Budgets {
		b := budget{Budget: &m.Budgets[i]}
		switch {
		case b.First.Cmp(unit.GPUTime{}) < 0 || b.PerQuarter.Cmp(b.First) < 0:
			return nil, fmt.Errorf("budget %s has %g GPU-h a quarter and %g in the first", b.Name, b.PerQuarter.Hours(), b.First.Hours())
		case b.Owner > ByClass:
			return nil, fmt.Errorf("budget %s has owner %d, which is none of project, region and class", b.Name, b.Owner)
		}
		b.names = [...]*Names{&d.Projects, &d.Regions, &d.Classes}[b.Owner]
		l.budgets = append(l.budgets, b)
		found := 0
		for door, c := range m.hosts() {
			if slices.Contains(b.Clusters, c.Name) {
				found++
			} else if len(b.Clusters) > 0 {
				continue
			}
			l.at[door] = append(l.at[door], int32(i))
		}
		if found != len(b.Clusters) {
			return nil, fmt.Errorf("budget %s pays at %q, and not each of these is a cluster of its own", b.Name, b.Clusters)
		}
	}
	l.pushRefill()
	return l, nil
}

// account is the one that a budget has for a job; nil if it has none.
func (l *ledger) account(i int32, v *JobView) *account {
	b := &l.budgets[i]
	owner := [...]int32{v.Project, v.Region, v.Class}[b.Owner]
	if owner < 0 || int(owner) >= b.names.Len() {
		return nil
	}
	for int(owner) >= len(b.by) {
		b.by = append(b.by, nil)
	}
	if b.by[owner] == nil {
		b.by[owner] = l.open(b, b.names.Name(owner))
	}
	if b.by[owner] == outside {
		return nil
	}
	return b.by[owner]
}

// open finds the account of an owner by name, or opens it.
func (l *ledger) open(b *budget, name string) *account {
	switch {
	case name == "" || len(b.Of) > 0 && !slices.Contains(b.Of, name):
		return outside
	case len(b.Of) > 0 && b.shared != nil:
		return b.shared
	}
	a := &account{of: b.Budget, left: b.PerQuarter, line: heldLine{part: ByBudget}}
	if l.quarter == 0 {
		a.left = b.First
	}
	l.accounts = append(l.accounts, a)
	if len(b.Of) > 0 {
		b.shared = a
	}
	return a
}

// price is the least that a start of the job's next piece at a cluster would cost,
// in the node groups of a mask: in which it would start is for the policy to say.
func (l *ledger) price(slot Slot, cluster int, mask uint64) (least unit.GPUTime) {
	e := l.h.e
	v, s := &e.views[slot], &e.sites[cluster]
	groups := v.Groups
	v.Groups = mask
	request, found := e.piece(slot, s, mask), false
	for g := range s.def.Groups {
		n := s.timeline.need(v, g)
		if n == 0 || n > s.timeline.most[s.timeline.taken][g] {
			continue
		}
		gpus := v.GPUs
		if size := s.def.Groups[g].GPUsPerNode; v.Nodes == 0 && gpus > size && !s.def.Remainders {
			gpus = n * size
		}
		cost := unit.Times(int64(gpus), s.def.Groups[g].Speed.DivideUp(request))
		if !found || cost.Cmp(least) < 0 {
			least, found = cost, true
		}
	}
	v.Groups = groups
	return least
}

// bar is what the budgets say about a start behind a door, by its least price: that
// they pay, that they will pay later, and in which line the job waits, or that
// they will not.
func (l *ledger) bar(slot Slot, cluster, door int, mask uint64) (Reason, *heldLine) {
	if l == nil || len(l.at[door]) == 0 {
		return NoReason, nil
	}
	price := l.price(slot, cluster, mask)
	for _, i := range l.at[door] {
		if a := l.account(i, &l.h.e.views[slot]); a != nil && a.of.PerQuarter.Cmp(price) < 0 {
			return OverBudget, nil
		}
	}
	return l.short(slot, door, price)
}

// short is what the accounts say that must pay a price: the line is that of the
// first that cannot.
func (l *ledger) short(slot Slot, door int, price unit.GPUTime) (why Reason, line *heldLine) {
	for _, i := range l.at[door] {
		a := l.account(i, &l.h.e.views[slot])
		switch {
		case a == nil || a.left.Cmp(price) >= 0:
		case !a.of.Wait:
			return OverBudget, nil
		case line == nil:
			why, line = later, &a.line
		}
	}
	return why, line
}

// pay charges a start for which the GPUs are taken, or says that it cannot.
func (l *ledger) pay(slot Slot) bool {
	if l == nil {
		return true
	}
	e := l.h.e
	v, j, x := &e.views[slot], &e.jobs[slot], &l.h.jobs[slot]
	s := &e.sites[j.cluster]
	x.door, x.asked = int32(s.doorOf(j.group)), s.def.Groups[j.group].Speed.DivideUp(v.Request)
	price := unit.Times(j.heldGPUs, x.asked)
	if why, _ := l.short(slot, int(x.door), price); why != NoReason {
		x.dear = price
		return false
	}
	x.quarter, x.dear = l.quarter, unit.GPUTime{}
	for _, i := range l.at[x.door] {
		if a := l.account(i, v); a != nil {
			a.left = a.left.Minus(price)
		}
	}
	return true
}

// refund gives back what a job that holds its GPUs no more has paid too much, and
// lets those in who waited for it.
func (l *ledger) refund(slot Slot) {
	if l == nil {
		return
	}
	e := l.h.e
	v, j, x := &e.views[slot], &e.jobs[slot], &l.h.jobs[slot]
	rest := x.asked - e.now.Sub(j.start)
	if x.quarter != l.quarter || rest == 0 {
		return
	}
	for _, i := range l.at[x.door] {
		if a := l.account(i, v); a != nil {
			a.left.Add(j.heldGPUs, rest)
		}
	}
	for _, i := range l.at[x.door] {
		if a := l.account(i, v); a != nil {
			l.release(a)
		}
	}
}

// release lets in the jobs of an account's line, in their order, as long as what
// is left after those let in covers them.
func (l *ledger) release(a *account) {
	for {
		slot := l.h.first(&a.line)
		if slot < 0 {
			return
		}
		need, door := l.need(slot, a)
		if a.left.Minus(a.outstanding(l.h.e.result.Passes)).Cmp(need) < 0 {
			return
		}
		l.h.release(slot)
		switch l.h.e.jobs[slot].phase {
		case phaseQueued:
			l.promise(slot, door, need)
		case phaseBlocked:
			// What it needs is enough behind a door of its joint pool that another
			// account shuts; behind the next one it is not, so it is first again.
			if l.h.jobs[slot].line == &a.line {
				return
			}
		}
	}
}

// promise notes for whom money is meant that is not yet spent: until the next
// pass, which is at this instant, others are not let in for it.
func (l *ledger) promise(slot Slot, door int, need unit.GPUTime) {
	for _, i := range l.at[door] {
		if a := l.account(i, &l.h.e.views[slot]); a != nil {
			a.promised = a.outstanding(l.h.e.result.Passes).Plus(need)
		}
	}
}

// outstanding is what has been promised since the last pass.
func (a *account) outstanding(passes int64) unit.GPUTime {
	if a.passes != passes {
		a.passes, a.promised = passes, unit.GPUTime{}
	}
	return a.promised
}

// need is what an account must have before a job in its line is let in, and behind
// which door: the least price, or what its last declined start would have cost, if
// a quarter can pay that.
func (l *ledger) need(slot Slot, a *account) (need unit.GPUTime, door int) {
	e := l.h.e
	v, s := &e.views[slot], &e.sites[e.jobs[slot].cluster]
	door = s.index
	if s.members == nil {
		need = l.price(slot, s.index, 0)
	} else {
		door = -1
		usable, _ := e.usable(slot, s.index, e.ground.place(v.Region))
		for k, groups := range s.members.masks {
			pays := slices.ContainsFunc(l.at[s.members.door+k], func(i int32) bool { return l.account(i, v) == a })
			if price := l.price(slot, s.index, groups); pays && groups&usable != 0 && (door < 0 || price.Cmp(need) < 0) {
				need, door = price, s.members.door+k
			}
		}
		if door < 0 { // none is left that it pays for: the way on is for others to say
			return unit.GPUTime{}, s.index
		}
	}
	if dear := l.h.jobs[slot].dear; dear.Cmp(need) > 0 && dear.Cmp(a.of.PerQuarter) <= 0 {
		need = dear
	}
	return need, door
}

// refill begins a quarter.
func (l *ledger) refill() {
	l.quarter++
	for _, a := range l.accounts {
		a.left = a.of.PerQuarter
	}
	for _, a := range l.accounts {
		l.release(a)
	}
	l.pushRefill()
}

// pushRefill puts the beginning of the next quarter into the heap.
func (l *ledger) pushRefill() {
	if m := l.h.e.model; l.quarter < len(m.Refills) {
		l.h.e.events.Push(eventq.New(int64(m.Refills[l.quarter]), rankRefill, int64(l.quarter), 0, 0))
	}
}
