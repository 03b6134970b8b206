package compare

import "fmt"

// WarningCode is what a warning is about, for programs.
type WarningCode string

// What there is to warn of.
const (
	// NoValue: the metric has a value in no replication.
	NoValue WarningCode = "no-value"
	// OneReplication: one value has no interval.
	OneReplication WarningCode = "one-replication"
	// FewReplications: there are fewer than EnoughReplications values.
	FewReplications WarningCode = "few-replications"
	// NotDefined: the metric has no value in some replications, and the mean is that of
	// the others.
	NotDefined WarningCode = "not-defined"
	// NotReached: the metric is not reached in some replications, so that the mean over
	// the others is too low; AtLeast is what can be said.
	NotReached WarningCode = "not-reached"
	// Unpaired: some replications are of one variant only, and in no difference.
	Unpaired WarningCode = "unpaired"
	// NotPositive: a ratio needs values above 0.
	NotPositive WarningCode = "not-positive"
)

// EnoughReplications is how many values an interval should have. It holds the truth as
// often with three; but it is then 2.5 times the standard deviation wide to either side,
// with five 1.24 times, with ten 0.72 times, so that a difference which matters is seldom
// told from chance.
const EnoughReplications = 5

// A Warning says why a figure is weaker than it looks. It travels with the figure.
type Warning struct {
	Code WarningCode
	Text string
}

func warn(code WarningCode, format string, args ...any) Warning {
	return Warning{code, fmt.Sprintf(format, args...)}
}

// Warns reports whether a list has a warning of a code.
func Warns(list []Warning, code WarningCode) bool {
	for _, w := range list {
		if w.Code == code {
			return true
		}
	}
	return false
}

// warn are the warnings of an interval; reached is how many replications are not known to be beyond a bound.
func (i *Interval) warn(reached int) (list []Warning) {
	if notReached := i.Of - reached; notReached > 0 {
		list = append(list, warn(NotReached, "not reached in %d of %d replications: the mean over all of them is more than that of the others", notReached, i.Of))
	}
	if missing := reached - i.N; missing > 0 && i.N > 0 {
		list = append(list, warn(NotDefined, "not defined in %d of %d replications: the mean is that of the others", missing, i.Of))
	}
	switch {
	case i.N == 0:
		return append(list, warn(NoValue, "there is no value in any of %d replications", i.Of))
	case i.N == 1:
		return append(list, warn(OneReplication, "one value has no interval: give more replications"))
	case i.N < EnoughReplications && i.Min != i.Max:
		list = append(list, warn(FewReplications, "%d values make a wide interval: %d replications or more tell more", i.N, EnoughReplications))
	}
	return list
}
