package results

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// whole is so many 10⁻⁹ € or kg, watts the energy of so many W for so many seconds.
func whole(nano uint64) unit.Amount {
	return unit.Product(nano, 1e9).Times(sim.Whole1 / 1e9).Times(sim.Whole2 / 1e9)
}
func watts(w, seconds uint64) unit.Amount { return unit.Product(w*1e6, seconds*1e9) }

// One cluster of 4 GPUs in DE and one in FR, at scale 1/2; the class large has the
// weight 3. All of DE's GPUs are idle at 400 W together for an hour; then a job of
// large from FR holds them for an hour at 2.8 kW, for 2.8 kWh, 0.28 kg (a series of 400 g
// and 100 g), 5 € and 0.5 € of egress for 7 GB; and one of small that never ran paid
// 1 € for 2 GB. A job of the warm-up of 1.5 kWh counts nowhere but at its cluster.
//
// At full scale: 5.6 kWh, 0.56 kg, 10 €; egress 3 × 0.5 + 1 = 2.5 € for 23 GB; for 8
// GPU-hours 12.5 ÷ 8 = 1.5625 €/GPU-h and 0.07 kg. DE used 2 × (0.4 + 2.8) = 6.4 kWh, of
// which 0.8 idle, and 2 × (0.4 × 0.4 + 2.8 × 0.1) = 0.88 kg.
func TestBillsByHand(t *testing.T) {
	d := directory()
	carbon, err := sim.NewCarbon([]int64{400e6, 100e6}, 0)
	if err != nil {
		t.Fatal(err)
	}
	hour := 3600 * second
	job := ran(1, 4, 3600, 3600, 7200)
	job.Class, job.Region = 1, 0
	job.Bill = sim.Bill{Energy: watts(2800, 3600), Carbon: whole(280_000_000), Charged: whole(5e9), Electricity: whole(1), Egress: whole(5e8), Moved: unit.Product(7e9, 1)}
	lost := left(2, 1, 3700, sim.Reneged)
	lost.Class, lost.Region, lost.Bill = 0, 0, sim.Bill{Egress: whole(1e9), Moved: unit.Product(2e9, 1)}
	early := ran(3, 1, 0, 0, 100)
	early.Region, early.WarmUp, early.Bill = 1, true, sim.Bill{Energy: watts(1500, 3600)}
	rs := []sim.Record{early, job, lost}
	for _, known := range []sim.Billed{{Energy: true, Carbon: true, Charged: true, Egress: true}, {Charged: true}, {}} {
		var jobs, series strings.Builder
		c := Config{Clusters: []Cluster{{Name: "de", Region: "DE", Carbon: carbon}, {Name: "fr", Region: "FR"}}, Directory: d, Blocs: map[string]string{"DE": "EU", "FR": "EU"},
			Weight: func(class, _ string) float64 { return map[string]float64{"large": 3, "small": 1}[class] }, Scale: 2,
			Horizon: 2 * hour, WarmUp: 1000 * second, Interval: 30 * time.Minute, Billed: known, Jobs: &jobs, Series: &series}
		k, err := NewCollector(c)
		if err != nil {
			t.Fatal(err)
		}
		if known.Energy {
			k.State(0, 0, &sim.State{Capacity: 4, Idle: 400e6})
			k.State(hour, 0, &sim.State{Capacity: 4, Held: 4, Busy: 2800e6})
		}
		for i := range rs {
			k.Job(&rs[i])
		}
		sum, err := k.Finish(resultOf(2*hour, rs))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(pieces(t, string(header(jobColumns))+jobs.String(), 2, "energy_kwh", "carbon_kg", "charged_eur", "electricity_eur", "egress_eur", "moved_gb"))
		text := string(AppendSummary(header(summaryColumns), sum))
		for _, row := range []int{1, 2, 3, 5, 6, 7} { // all, the bloc, large, DE, FR, the cluster de
			got += "\n" + rowKey(t, text, row) + fmt.Sprint(pieces(t, text, row, "energy_kwh", "carbon_kg", "charged_eur", "electricity_eur", "egress_eur", "moved_gb", "eur_per_gpuh", "kgco2_per_gpuh", "site_energy_kwh", "idle_energy_kwh", "site_carbon_kg"))
		}
		for _, row := range []int{1, 3, 5} {
			got += "\n" + fmt.Sprint(pieces(t, string(header(seriesColumns))+series.String(), row, "energy_kwh", "idle_energy_kwh", "carbon_kg"))
		}
		want := map[sim.Billed]string{
			{Energy: true, Carbon: true, Charged: true, Egress: true}: `[2.8 0.28 5  0.5 7]
all [5.6 0.56 10  2.5 23 1.5625 0.07 6.4 0.8 0.88]
bloc EU[5.6 0.56 10  2.5 23 1.5625 0.07 6.4 0.8 0.88]
class large[5.6 0.56 10  1.5 21 1.4375 0.07   ]
region DE[0 0 0  0 0   6.4 0.8 0.88]
region FR[5.6 0.56 10  2.5 23 1.5625 0.07 0 0 0]
cluster de[5.6 0.56 10  2.5 23 1.5625 0.07 6.4 0.8 0.88]
[0.4 0.4 0.16]
[0.4 0.4 0.16]
[2.8 0 0.28]`,
			{Charged: true}: `[  5   7]
all [  10   23 1.5625    ]
bloc EU[  10   23 1.5625    ]
class large[  10   21 1.4375    ]
region DE[  0   0     ]
region FR[  10   23 1.5625    ]
cluster de[  10   23 1.5625    ]
[  ]
[  ]
[  ]`,
			{}: `[     ]
all [          ]
bloc EU[          ]
class large[          ]
region DE[          ]
region FR[          ]
cluster de[          ]
[  ]
[  ]
[  ]`,
		}[known]
		if got != want {
			t.Errorf("%+v:\ngot\n%s\nwant\n%s", known, got, want)
		}
	}
}

// rowKey is the group and the key of a row.
func rowKey(t *testing.T, text string, row int) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[row][3] + " " + rows[row][4]
}

// Joining intervals loses nothing: with a width that the run chooses, over more
// intervals than are kept, the rows add up to what the clusters used.
func TestDrawsSurviveJoining(t *testing.T) {
	carbon, err := sim.NewCarbon([]int64{1, 200e6, 3e6}, 7)
	if err != nil {
		t.Fatal(err)
	}
	var series strings.Builder
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "a", Carbon: carbon}}, Billed: sim.Billed{Energy: true, Carbon: true}, Series: &series})
	if err != nil {
		t.Fatal(err)
	}
	var energy, released unit.Amount
	last, power := sim.Time(0), int64(0)
	for i := range 5000 {
		now := last + sim.Time(i%97+1)*second*7
		if i > 0 {
			energy = energy.Plus(unit.Product(uint64(power), uint64(now-last)))
			released = released.Plus(carbon.Between(last, now).Times(uint64(power)))
		} else {
			now = 0
		}
		last, power = now, int64(i%13)*1e9
		k.State(now, 0, &sim.State{Running: 1, Busy: power / 2, Idle: power - power/2})
	}
	sum, err := k.Finish(sim.Result{End: last})
	if err != nil {
		t.Fatal(err)
	}
	c := sum.All().Costs
	if c.Busy.Plus(c.Idle) != energy || c.Released != released {
		t.Errorf("%v fJ and %v, want %v and %v", c.Busy.Plus(c.Idle), c.Released, energy, released)
	}
	rows, err := csv.NewReader(strings.NewReader(string(header(seriesColumns)) + series.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	total := map[string]float64{}
	for i, name := range rows[0] {
		for _, row := range rows[1:] {
			x, _ := strconv.ParseFloat(row[i], 64)
			total[name] += x
		}
	}
	if want := inKWh.float(energy); total["energy_kwh"] < want-1e-6 || total["energy_kwh"] > want+1e-6 {
		t.Errorf("the rows have %v kWh, want %v", total["energy_kwh"], want)
	}
	if want := inWholes.float(released); total["carbon_kg"] < want-1e-6 || total["carbon_kg"] > want+1e-6 {
		t.Errorf("the rows have %v kg, want %v", total["carbon_kg"], want)
	}
}
