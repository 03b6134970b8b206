package oracle

func init() { register("replan", Policy{Order: "fcfs", Reserves: true, pass: (*world).replan}) }

// replan: "everything placed afresh in queue order in each pass".
func (w *world) replan() {
	queue := w.queue(w.policy.Order)
	for _, j := range queue {
		j.reserved = false
	}
	for _, j := range queue {
		w.reserve(j, w.earliest(j))
	}
	w.startDue(queue)
}
