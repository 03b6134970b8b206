package scheduler

import (
	"fmt"
	"slices"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// Order is a queue order with a name: the job with the least key comes first. An
// order lives in one file and registers itself there from init; by that it is a
// value of every option that takes an order, as in easy(order=sjf).
type Order struct {
	// Name is what users type, in lower case with hyphens; Meaning is a phrase.
	Name, Meaning string
	// Key is the place of a queued job. It does not change while the job waits, and
	// no two jobs have equal keys: ByArrival breaks ties.
	Key func(j *sim.JobView) ordered.Key
	// KeyAt stands in place of Key in an order whose keys move with time. The queue
	// is sorted again in each pass that looks at it, so a pass costs O(n log n) with
	// n queued jobs.
	KeyAt func(j *sim.JobView, now sim.Time) ordered.Key
}

// At returns the place of a queued job at a time.
func (o *Order) At(j *sim.JobView, now sim.Time) ordered.Key {
	if o.KeyAt != nil {
		return o.KeyAt(j, now)
	}
	return o.Key(j)
}

func (o *Order) title() (name, summary string) { return o.Name, o.Meaning }

var orders = registry[*Order]{kind: "order", plural: "orders"}

// RegisterOrder makes an order known by its name. It is to be called from init, in
// the file of the order, whichever module that is part of. It panics if the name is
// taken or cannot be typed.
func RegisterOrder(o Order) {
	if (o.Key == nil) == (o.KeyAt == nil) {
		panic(fmt.Sprintf("scheduler: the order %q has to have either Key or KeyAt", o.Name))
	}
	orders.add(&o)
}

// Orders lists the orders by name.
func Orders() []*Order { return slices.Clone(orders.entries) }

// OrderNames lists the names of the orders in order.
func OrderNames() []string { return orders.names() }

// LookupOrder returns the order with that name, or an error that lists the names
// and proposes the nearest.
func LookupOrder(name string) (*Order, error) { return orders.find(name) }

// ByArrival is the key of a job with a score: the least score first, ties by time
// of joining this queue, then by source order.
func ByArrival(score int64, j *sim.JobView) ordered.Key {
	return ordered.Key{A: score, B: int64(j.Joined), C: j.Seq}
}

// Order declares a queue order. The default is an order of that name; it is looked
// up when the parameter is read, so it may be registered later than the policy.
func (p *Parameters) Order(v **Order, name, byDefault, meaning string) {
	*v, _ = LookupOrder(byDefault)
	p.orderOr(v, name, byDefault, meaning)
	p.Check(func() error {
		if *v == nil {
			return fmt.Errorf("%s has the default %q, which is not registered", name, byDefault)
		}
		return nil
	})
}

// orderOr is Order with a default in words of its own, for which *v stays as it is.
func (p *Parameters) orderOr(v **Order, name, words, meaning string) {
	p.Value(name, "an order; sovsim policies lists them", words, meaning, func(value string) error {
		o, err := LookupOrder(value)
		if err != nil {
			return notOneOf(value, orders.names())
		}
		*v = o
		return nil
	})
}
