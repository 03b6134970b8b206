package results

import (
	"cmp"
	"slices"

	"sovsim/sim"
)

// Soil is the work of a group that was done on the soil of one bloc.
type Soil struct {
	// Bloc is the bloc where the jobs' last clusters lie.
	Bloc string
	// Jobs counts the jobs that started, by their last cluster.
	Jobs int64
	// Useful is the work done there and not lost, in hours of an H100; Abroad is the
	// part of it of jobs whose home lies in another bloc.
	Useful, Abroad float64
}

// soilSum adds up the work of a cell on one bloc's soil.
type soilSum struct {
	jobs, abroadJobs int64
	useful, abroad   sum128
}

func (s *soilSum) plus(t *soilSum) {
	s.jobs += t.jobs
	s.abroadJobs += t.abroadJobs
	s.useful.plus(t.useful)
	s.abroad.plus(t.abroad)
}

// addSoil counts one measured job that started, on the soil of the bloc with that
// index of n. Whether that is its own is the engine's to say.
func (t *tally) addSoil(r *sim.Record, bloc, n int) {
	if t.soils == nil {
		t.soils = make([]soilSum, n)
	}
	s := &t.soils[bloc]
	s.jobs++
	s.useful.addProduct(uint64(r.GPUs), uint64(r.Done))
	if r.Soil == sim.Anywhere {
		s.abroadJobs++
		s.abroad.addProduct(uint64(r.GPUs), uint64(r.Done))
	}
}

func (t *tally) mergeSoils(u *tally) {
	if t.soils == nil && u.soils != nil {
		t.soils = make([]soilSum, len(u.soils))
	}
	for i := range u.soils {
		t.soils[i].plus(&u.soils[i])
	}
}

// grounds are the blocs on whose soil clusters stand.
type grounds struct {
	blocs []string // by name
	of    []int    // the bloc of each cluster
}

// newGrounds is empty where no cluster says where it stands, as that of a trace.
func newGrounds(c *Config, bloc func(region string) string) grounds {
	var g grounds
	for _, x := range c.Clusters {
		if x.Region == "" {
			return grounds{}
		}
		g.blocs = append(g.blocs, bloc(x.Region))
	}
	slices.Sort(g.blocs)
	g.blocs = slices.Compact(g.blocs)
	for _, x := range c.Clusters {
		g.of = append(g.of, slices.Index(g.blocs, bloc(x.Region)))
	}
	return g
}

// soiled fills in a row's soils, in order of name.
func (f *figures) soiled(row *Row, t *tally) {
	if !row.HasSoil {
		return
	}
	var foreign int64
	for i := range t.soils {
		s := &t.soils[i]
		foreign += s.abroadJobs
		if s.jobs > 0 {
			row.Soils = append(row.Soils, Soil{f.grounds.blocs[i], s.jobs, s.useful.hours(), s.abroad.hours()})
		}
	}
	row.AbroadJobs = foreign
}

// Abroad is the part of a group's work that was done outside of the blocs of its
// homes, in GPU-hours, and whether it is known.
func (r *Row) Abroad() (float64, bool) {
	sum := 0.0
	for i := range r.Soils {
		sum += r.Soils[i].Abroad
	}
	return sum, r.HasSoil
}

// AbroadShare is Abroad as a share of the work done, and whether it is defined.
func (r *Row) AbroadShare() (float64, bool) {
	x, ok := r.Abroad()
	return share(x, r.Useful, ok)
}

// LeansOn is the bloc that did most of the group's work abroad and its share of the
// work done, and whether there is one.
func (r *Row) LeansOn() (bloc string, of float64, ok bool) {
	if len(r.Soils) == 0 {
		return "", 0, false
	}
	most := slices.MaxFunc(r.Soils, func(a, b Soil) int { return cmp.Compare(a.Abroad, b.Abroad) })
	of, ok = share(most.Abroad, r.Useful, most.Abroad > 0)
	return most.Bloc, of, ok
}

var dependenceColumns = []column[*Row]{
	{Description{"abroad_jobs", "1", Lower, "Jobs that started whose last cluster lies outside of the bloc of their home region. Empty where no job names a region."},
		countIf(func(r *Row) (int64, bool) { return r.AbroadJobs, r.HasSoil })},
	{Description{"abroad_h100h", "H100·h", Lower, "The part of useful_h100h of such jobs: with on_soil_h100h it adds up to useful_h100h. Empty as abroad_jobs."}, number((*Row).Abroad)},
	{Description{"abroad_share", "1", Lower, "abroad_h100h ÷ useful_h100h: how far the group depends on others' soil. soil.csv has it by bloc."}, portion((*Row).AbroadShare)},
	{Description{"abroad_bloc", "", Neither, "The bloc that did the largest part of abroad_h100h; of equal ones the first by name. Empty where nothing was done abroad."},
		text(func(b []byte, r *Row) []byte {
			bloc, _, ok := r.LeansOn()
			if !ok {
				return b
			}
			return append(b, field(bloc)...)
		})},
	{Description{"abroad_bloc_share", "1", Lower, "That part ÷ useful_h100h: the dependence on this bloc."},
		portion(func(r *Row) (float64, bool) { _, x, ok := r.LeansOn(); return x, ok })},
}

// soilRow is a row of soil.csv.
type soilRow struct {
	*Row
	*Soil
}

var soilColumns = []column[soilRow]{
	{Description{"group", "", Neither, "As in summary.csv."}, oneOf(groupNames, func(b []byte, r soilRow) []byte { return append(b, r.Group...) })},
	{Description{"key", "", Neither, "As in summary.csv."}, text(func(b []byte, r soilRow) []byte { return append(b, field(r.Key)...) })},
	{Description{"bloc", "", Neither, "The bloc on whose soil the jobs' last clusters stand; a region in no bloc is one by itself."},
		text(func(b []byte, r soilRow) []byte { return append(b, field(r.Soil.Bloc)...) })},
	{Description{"jobs", "1", Neither, "Measured jobs of the group that started and joined a cluster there last."},
		written(Count, func(b []byte, r soilRow) []byte { return appendInt(b, r.Soil.Jobs) })},
	{Description{"useful_h100h", "H100·h", Neither, "Σ gpus × run time that these did and did not lose, in hours of an H100. Over the blocs it adds up to useful_h100h of the group in summary.csv."},
		written(Number, func(b []byte, r soilRow) []byte { return appendNumber(b, r.Soil.Useful) })},
	{Description{"share", "1", Neither, "useful_h100h ÷ that of the group."},
		written(Number, func(b []byte, r soilRow) []byte { return appendShare(b, r.Soil.Useful, r.Row.Useful) })},
	{Description{"abroad_h100h", "H100·h", Neither, "The part of useful_h100h of jobs whose home lies in another bloc: all of it or nothing for groups of a region or bloc, of which this bloc is another or their own."},
		written(Number, func(b []byte, r soilRow) []byte { return appendNumber(b, r.Soil.Abroad) })},
	{Description{"dependence", "1", Neither, "abroad_h100h ÷ useful_h100h of the group: for a region, the share of its work that ran on the soil of this other bloc."},
		written(Number, func(b []byte, r soilRow) []byte { return appendShare(b, r.Soil.Abroad, r.Row.Useful) })},
}

func appendShare(b []byte, part, whole float64) []byte {
	if whole > 0 {
		return appendNumber(b, part/whole)
	}
	return b
}

// appendSoil appends the rows of soil.csv of one run: of every group but clusters,
// each of which stands in one place, and those of three parts.
func appendSoil(b []byte, s *RunSummary) []byte {
	of := s.edges()
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Group == ByCluster || r.Group == ByRegionClassPeriod {
			continue
		}
		for j := range r.Soils {
			b = appendRow(b, of, soilColumns, soilRow{r, &r.Soils[j]})
		}
	}
	return b
}
