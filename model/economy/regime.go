package economy

// stake says what moves an effort under a regime: a constant marginal gain, or scale times the derivative
// of a functional of the short run by it.
type stake struct {
	constant bool
	gain     float64
	of       *functional
	scale    float64
	scaleByN float64 // derivative of the scale by the size of the cluster
	weight   float64 // people who share the gain, under a planner; 0: not a planner's
}

// stake is the marginal gain from effort k as the regime counts it.
//
//	nash         bilateral: half of the pair's at given price indices and demand, HB ½θ/(σβ), VB ½θα/β;
//	             multilateral and PR: a member moves the mean by 1/n, so ∂ln ω_c/∂a_k · 1/n
//	cooperative  ∂ln ω_c/∂a_k
//	government   the same at its own strength and cost
//	planner      ∂W/∂a_k over the number of members; none in an empty cluster
//
// A firm whose fixed cost or cost of intermediates falls passes it on to its workers: by (3) at given
// price indices and demand σ d ln p + d ln f = 0, so d ln w = −d ln f/(σβ) and −(α/β) d ln v.
func (w *efforts) stake(d Decision, k int) stake {
	c := w.cluster(k)
	n := w.ev.size[c]
	switch f := w.form(k); {
	case d == Planner:
		if w.people[c] == 0 {
			return stake{constant: true}
		}
		return stake{of: w.welfare, scale: 1 / w.people[c], weight: w.people[c]}
	case d != Nash:
		return stake{of: w.own[c], scale: 1}
	case f.Bilateral():
		return stake{constant: true, gain: w.pairGain(k) / 2}
	default:
		return stake{of: w.own[c], scale: 1 / n, scaleByN: -1 / (n * n)}
	}
}

// pairGain is what one unit of bilateral effort brings the pair at given price indices and demand.
func (w *efforts) pairGain(k int) float64 {
	i := w.cluster(k) / w.ev.e.home
	beta := w.ev.e.Technology.beta[i]
	if w.form(k) == HB {
		return w.theta[k] / (w.ev.e.Technology.Industries[i].Sigma * beta)
	}
	return (1 - beta) / beta * w.theta[k]
}

// choice is one regime's decision problem at a state: the efforts with a constant gain, and those that
// move with the short run.
type choice struct {
	w      *efforts
	stakes []stake
	moving []int // efforts whose gain the short run decides
	a      []float64
	gain   []float64
	reply  []reply
	// of one deviating member, whose efforts move the mean of its cluster from base by a part of 1/n
	base []float64 // nil: efforts are those of all members
	part float64
	last []float64 // where the replies were last asked for
}

func (w *efforts) choice(d Decision) *choice {
	m := len(w.a)
	p := &choice{w: w, stakes: make([]stake, m), a: make([]float64, m), gain: make([]float64, m), reply: make([]reply, m)}
	for k := range p.stakes {
		p.stakes[k] = w.stake(d, k)
		if p.stakes[k].constant {
			p.gain[k] = p.stakes[k].gain
			p.reply[k] = w.replyTo(k, p.gain[k])
			p.a[k] = p.reply[k].effort
		} else {
			p.moving = append(p.moving, k)
		}
	}
	return p
}

// equilibrium finds the efforts that a regime of mutual replies leads to.
func (w *efforts) equilibrium(d Decision, derivatives bool) (*decided, error) {
	p := w.choice(d)
	if len(p.moving) == 0 {
		if err := w.at(p.a); err != nil {
			return nil, err
		}
	} else if err := p.limit(); err != nil {
		return nil, err
	}
	out := &decided{a: p.a, gain: p.gain, reply: p.reply}
	if derivatives {
		if err := p.respond(out); err != nil {
			return nil, err
		}
	}
	return out, nil
}
