package sim

import (
	"fmt"
	"math/bits"

	"sovsim/sim/unit"
)

// Bill is what a job took of electricity and money: energy and what its carbon
// and its electricity are, what its clusters charged, what moving its data cost.
// All are whole numbers of tiny units, so that the bills of all jobs add up to what
// the clusters used, to the last unit; they are divided only to be printed. A
// kilowatt-hour is KilowattHour fJ, a euro and a kilogram are Whole units.
//
// By hand: a job holds 4 GPUs of 700 W for 2 h at a cluster of PUE 1.1 that charges
// 2.50 € per GPU-hour, where a kWh costs 0.19 € and is 56 g of CO2; 500 GB came
// over a link at 0.08 €/GB. It has 4 × 0.7 × 1.1 × 2 = 6.16 kWh, 0.34496 kg,
// 1.1704 € of electricity, is charged 4 × 2 × 2.50 = 20 €, and its data 40 €.
type Bill struct {
	// Energy is Σ GPUs held × busy power × PUE × time, in fJ.
	Energy unit.Amount
	// Carbon is ∫ power × intensity of the cluster's region dt, in kg ÷ Whole.
	Carbon unit.Amount
	// Charged is Σ GPUs held × price × time, Electricity is the energy at the price
	// of the cluster's region, Egress is Σ bytes × price over the transfers that
	// began. All three in € ÷ Whole.
	Charged, Electricity, Egress unit.Amount
	// Moved is the bytes of the transfers that began, over links of any price.
	Moved unit.Amount
}

// The units of a Bill as products of two, since they are larger than 64 bits:
// 3.6 × 10^21 fJ are a kWh. Power is in µW (mW × thousandths of PUE), so
// power × ns is fJ; a price in n€/kWh or an intensity in µg/kWh times that is
// in parts of 10^9 × 3.6 × 10^21 of a euro or a kilogram.
const (
	KilowattHour1, KilowattHour2 = 3_600_000_000_000, 1_000_000_000
	Whole1, Whole2               = 3_600_000_000_000_000_000, 1_000_000_000_000
	// A price per GPU-hour × GPU·ns is in n€ ÷ 3.6·10^12, one per GB × bytes in
	// n€ ÷ 10^9: these make Whole parts of a euro of them.
	perGPUHour, perGB = 1_000_000_000, 3_600_000_000_000
)

// Bounds of a model's rates.
const (
	MaxPower = 1_000_000_000 // 1 MW for a GPU, in mW
	MaxPUE   = 100_000       // in thousandths
	MaxPrice = 1_000_000_000_000_000
)

// Grid is what electricity is in a region.
type Grid struct {
	Region string
	// Electricity is its price in n€/kWh, 0 where it is not known; Carbon is nil
	// where that is not.
	Electricity int64
	Carbon      *Carbon
}

// Billed tells which parts of a Bill a model can say anything about.
type Billed struct{ Energy, Carbon, Charged, Electricity, Egress bool }

// Any reports whether there are bills.
func (b Billed) Any() bool { return b.Energy || b.Charged || b.Egress }

// Billed looks for what the model has of power, prices and intensities. A part
// that is known for some clusters counts nothing at the others.
func (m *Model) Billed() Billed {
	var b Billed
	powered := map[string]bool{}
	for _, c := range m.hosts() {
		b.Charged = b.Charged || c.Price != 0
		for g := range c.Groups {
			if c.Groups[g].Power != 0 || c.Groups[g].IdlePower != 0 {
				b.Energy, powered[c.Region] = true, true
			}
		}
	}
	for i := range m.Grids {
		g := &m.Grids[i]
		b.Carbon = b.Carbon || g.Carbon != nil && powered[g.Region]
		b.Electricity = b.Electricity || g.Electricity != 0 && powered[g.Region]
	}
	for i := range m.Links {
		b.Egress = b.Egress || m.Links[i].Egress != 0
	}
	return b
}

// meter keeps the bills of the jobs that are alive, and what clusters draw. A run
// in which nothing is billed has none: the methods of a nil meter do nothing.
type meter struct {
	tariffs [][]tariff // by cluster and group
	bills   []Bill     // by slot
}

// tariff is what holds for one node group. Its site is that of the cluster or, in
// a joint pool, of the member.
type tariff struct {
	busy, idle         uint64 // µW for each GPU, PUE included
	price, electricity uint64
	carbon             *Carbon
	held               int64 // GPUs that jobs hold now
}

// newMeter checks all rates; nil where there are none.
func newMeter(m *Model) (*meter, error) {
	grids := map[string]*Grid{}
	for i := range m.Grids {
		g := &m.Grids[i]
		if _, twice := grids[g.Region]; twice {
			return nil, fmt.Errorf("region %s has two grids; it has one", g.Region)
		}
		if g.Electricity < 0 || g.Electricity > MaxPrice {
			return nil, fmt.Errorf("region %s: a kWh costs %d n€; it is from 0 to %d", g.Region, g.Electricity, int64(MaxPrice))
		}
		grids[g.Region] = g
	}
	for _, l := range m.Links {
		if l.Egress < 0 || l.Egress > MaxPrice {
			return nil, fmt.Errorf("the link from %s to %s costs %d n€ per GB; it is from 0 to %d", l.From, l.To, l.Egress, int64(MaxPrice))
		}
	}
	out := &meter{tariffs: make([][]tariff, len(m.Clusters))}
	hosts, members := m.hosts(), len(m.Clusters)
	for i := range m.Clusters {
		c := &m.Clusters[i]
		own := hosts[i : i+1]
		if len(c.Members) > 0 {
			own = hosts[members : members+len(c.Members)]
			members += len(c.Members)
		}
		for _, h := range own {
			if err := out.open(i, h, grids[h.Region]); err != nil {
				return nil, fmt.Errorf("cluster %s: %w", h.Name, err)
			}
		}
		for g, t := range out.tariffs[i] {
			nodes := c.Groups[g].Nodes // more than there ever are
			for _, st := range c.Timeline {
				if st.Group == g {
					nodes += max(0, st.Change)
				}
			}
			hi, lo := bits.Mul64(max(t.busy, t.idle), uint64(nodes)*uint64(c.Groups[g].GPUsPerNode))
			if hi != 0 || lo > 1<<60 {
				return nil, fmt.Errorf("cluster %s: group %s draws more than 1,000 GW, a third of the world's electricity", c.Name, c.Groups[g].Name)
			}
		}
	}
	if !m.Billed().Any() {
		return nil, nil
	}
	return out, nil
}

// open adds the groups of a site to those of a cluster.
func (m *meter) open(cluster int, c *Cluster, grid *Grid) error {
	pue := c.PUE
	if pue == 0 {
		pue = 1000
	}
	switch {
	case pue < 1000 || pue > MaxPUE:
		return fmt.Errorf("its PUE is %d thousandths; it is from 1000 to %d", c.PUE, MaxPUE)
	case c.Price < 0 || c.Price > MaxPrice:
		return fmt.Errorf("a GPU-hour costs %d n€; it is from 0 to %d", c.Price, int64(MaxPrice))
	}
	for _, g := range c.Groups {
		if g.Power < 0 || g.Power > MaxPower || g.IdlePower < 0 || g.IdlePower > MaxPower {
			return fmt.Errorf("a GPU of group %s draws %d mW, idle %d mW; it is from 0 to %d", g.Name, g.Power, g.IdlePower, int64(MaxPower))
		}
		t := tariff{busy: uint64(g.Power) * uint64(pue), idle: uint64(g.IdlePower) * uint64(pue), price: uint64(c.Price)}
		if grid != nil {
			t.electricity, t.carbon = uint64(grid.Electricity), grid.Carbon
		}
		m.tariffs[cluster] = append(m.tariffs[cluster], t)
	}
	return nil
}

// arrive begins the bill of a job.
func (m *meter) arrive(slot Slot) {
	if m == nil {
		return
	}
	for int(slot) >= len(m.bills) {
		m.bills = append(m.bills, Bill{})
	}
	m.bills[slot] = Bill{}
}

// of is the tariff of the GPUs that a job holds.
func (m *meter) of(j *jobState) *tariff { return &m.tariffs[j.cluster][j.group] }

// holding counts the GPUs that a job holds (by 1), or holds no more (by −1).
func (m *meter) holding(j *jobState, by int64) {
	if m != nil {
		m.of(j).held += by * j.heldGPUs
	}
}

// bill is the bill of a job.
func (m *meter) bill(slot Slot) (b Bill) {
	if m != nil {
		b = m.bills[slot]
	}
	return b
}

// charge bills a job for what it has held since its last start.
func (m *meter) charge(slot Slot, j *jobState, now Time) {
	if m != nil {
		m.chargeHeld(slot, j, now)
	}
}

func (m *meter) chargeHeld(slot Slot, j *jobState, now Time) {
	t, b := m.of(j), &m.bills[slot]
	used := unit.Product(uint64(j.heldGPUs), uint64(now-j.start))
	if t.price != 0 {
		b.Charged = b.Charged.Plus(used.Times(t.price).Times(perGPUHour))
	}
	if t.busy == 0 {
		return
	}
	energy := used.Times(t.busy)
	b.Energy = b.Energy.Plus(energy)
	if t.electricity != 0 {
		b.Electricity = b.Electricity.Plus(energy.Times(t.electricity))
	}
	if t.carbon != nil {
		b.Carbon = b.Carbon.Plus(t.carbon.Between(j.start, now).Times(t.busy).Times(uint64(j.heldGPUs)))
	}
}

// move bills a job for data that leave for a site, or for each of the members of
// a joint pool that it may use: whole, though it may be withdrawn before they are
// there.
func (m *meter) move(slot Slot, bytes int64, s *site, home *place, mask uint64) {
	if m == nil {
		return
	}
	b := &m.bills[slot]
	s.eachDoor(mask, func(door, _ int) {
		if home.rates[door] > 0 {
			b.Moved = b.Moved.Plus(unit.Product(uint64(bytes), 1))
			b.Egress = b.Egress.Plus(egress(bytes, home.egress[door]))
		}
	})
}

// eachDoor calls visit for a site or, of a joint pool, for each member that has
// groups in a mask (0 is all), with its first group.
func (s *site) eachDoor(mask uint64, visit func(door, group int)) {
	if s.members == nil {
		visit(s.index, 0)
		return
	}
	for k, groups := range s.members.masks {
		if mask == 0 || groups&mask != 0 {
			visit(s.members.door+k, s.def.Members[k].FirstGroup)
		}
	}
}

func egress(bytes, price int64) unit.Amount {
	return unit.Product(uint64(bytes), uint64(price)).Times(perGB)
}

// draw fills in what some groups of a cluster draw now. Idle are the GPUs in
// service that no job holds; a node that drains is out of service, but for the
// GPUs held on it.
func (m *meter) draw(s *site, first, groups int, to *State) {
	if m == nil {
		return
	}
	to.Busy, to.Idle = 0, 0
	for g := first; g < first+groups; g++ {
		t := &m.tariffs[s.index][g]
		to.Busy += t.held * int64(t.busy)
		if t.idle == 0 {
			continue
		}
		held := t.held
		if s.draining > 0 {
			for i, st := range s.racks[g].state {
				if st == Draining {
					held -= int64(s.racks[g].used[i])
				}
			}
		}
		idle := int64(s.capacity[g])*int64(s.def.Groups[g].GPUsPerNode) - held
		to.Idle += max(0, idle) * int64(t.idle)
	}
}
