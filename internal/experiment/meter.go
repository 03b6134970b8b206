package experiment

import "sync/atomic"

// Meter tells how far an experiment is. Runs write it, whoever shows the progress
// reads it; nothing of it reaches a result.
type Meter struct {
	// Name is the scenario's.
	Name string
	runs []atomic.Int64 // in millionths
}

const whole = 1_000_000

func newMeter(name string, runs int) *Meter { return &Meter{name, make([]atomic.Int64, runs)} }

func (m *Meter) set(run int, fraction float64) { m.runs[run].Store(int64(fraction * (whole - 1))) }
func (m *Meter) finish(run int)                { m.runs[run].Store(whole) }

// Runs is the number of runs.
func (m *Meter) Runs() int { return len(m.runs) }

// Read is the share of the work that is done, from 0 to 1 and by a rough
// estimate (the jobs that have arrived, not what they cost), and the number of
// runs that have ended.
func (m *Meter) Read() (share float64, ended int) {
	var sum int64
	for i := range m.runs {
		n := m.runs[i].Load()
		sum += n
		if n == whole {
			ended++
		}
	}
	return float64(sum) / whole / float64(len(m.runs)), ended
}
