package sim

// findEligible lists the clusters that a job may join, or says why there is
// none. What firm says is said at full.
func (e *engine) findEligible(slot Slot, except int, firm bool) Reason {
	v, j := &e.views[slot], &e.jobs[slot]
	home := e.ground.place(v.Region)
	e.eligible = e.eligible[:0]
	why := TooLarge
	for i := range e.sites {
		if i == except {
			continue
		}
		fits := NoReason
		if e.masks != nil && e.sites[i].members != nil {
			e.masks[i], fits = e.usable(slot, i, home)
		} else if v.Nodes > 0 || v.GPUs > e.room[i] {
			fits = e.everFits(slot, i)
		}
		switch {
		case fits != NoReason:
		case home.soil[i] < j.residency:
			fits = NotResident
		default:
			if fits = e.forbids(slot, i, home); fits == NoReason && e.full(slot, i, firm) {
				fits = QueueFull
			}
		}
		if fits == NoReason {
			fits = e.holds.bars(slot, i)
		}
		if fits == NoReason {
			e.eligible = append(e.eligible, i)
		}
		// The reason is that of the cluster at which the job came furthest; what
		// is asked later has the larger number.
		why = max(why, fits)
	}
	e.holds.fallBack()
	if len(e.eligible) > 0 {
		return NoReason
	}
	return why
}

// everFits tells why a cluster can never run a job that might be sent there.
func (e *engine) everFits(slot Slot, cluster int) Reason {
	v, s := &e.views[slot], &e.sites[cluster]
	// A chain asks each cluster for another piece; the view is put back after.
	request, groups := v.Request, v.Groups
	v.Groups = 0 // those of another cluster
	if j := &e.jobs[slot]; j.segment > 0 || j.pays {
		v.Request = e.piece(slot, s, 0)
	}
	why := s.timeline.everFits(v, e.now)
	v.Request, v.Groups = request, groups
	return why
}

// usable tells which members of a pool a job may use and can ever run in, as a
// mask of node groups, or why there is none.
func (e *engine) usable(slot Slot, cluster int, home *place) (mask uint64, why Reason) {
	v, s := &e.views[slot], &e.sites[cluster]
	groups, request := v.Groups, v.Request
	why = TooLarge
	for k, own := range s.members.masks {
		v.Groups = own
		v.Request = e.piece(slot, s, own)
		reason := s.timeline.everFits(v, e.now)
		if reason == NoReason {
			reason = e.turnsAway(slot, s.members.door+k, home)
		}
		if reason == NoReason {
			mask |= own
		}
		why = max(why, reason)
	}
	v.Groups, v.Request = groups, request
	if mask != 0 {
		return mask, NoReason
	}
	return 0, why
}

// turnsAway tells why a job may not pass a door: for its residency or by a rule.
func (e *engine) turnsAway(slot Slot, door int, home *place) Reason {
	if home.soil[door] < e.jobs[slot].residency {
		return NotResident
	}
	return e.forbids(slot, door, home)
}

// forbids tells which of the rules of a cluster, or of the member of a joint pool
// with that door, keeps a job with that home away. It
// asks in constant time.
func (e *engine) forbids(slot Slot, door int, home *place) Reason {
	if e.rules == nil {
		return NoReason
	}
	return e.applyRule(slot, door, home)
}

func (e *engine) applyRule(slot Slot, door int, home *place) Reason {
	v, j, r := &e.views[slot], &e.jobs[slot], &e.rules.sites[door]
	switch {
	case len(r.access) > 0 && !home.guests.at(door) && !e.rules.class(v.Class).at(door):
		return NoAccess
	case r.maxGPUs > 0 && max(v.GPUs, int(j.fullSize)) > r.maxGPUs:
		return OverLimit
	// A job in segments is cut to the limit instead, see jobState.piece.
	case r.maxTime > 0 && j.pays:
		return e.tooLong(slot, door)
	case r.maxTime > 0 && j.segment == 0 && r.speed.DivideUp(j.request-j.saved()) > r.maxTime:
		return OverLimit
	}
	return NoReason
}
