package equilibrium

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

const (
	// longExplicit is the length of an explicit step times the rate of the fastest change at which
	// stability is near its bound, 2.5; after longSteps such steps in a row implicit ones take over.
	longExplicit, longSteps = 1.5, 4
	// pinnedChange is the change of a step, as a part of it, below which stability pins it: shares that grow
	// or die steadily change their logs at a steady pace, which leaves no error to speak of. Many options
	// that do so hide the rate of the fastest change.
	pinnedChange = 0.25
	// fewActing is the number of acting options up to which that suffices; see patience.
	fewActing = 64
	// rosenbrockGamma makes the two-stage Rosenbrock scheme L-stable.
	rosenbrockGamma = 1 - math.Sqrt2/2
	// growthBound bounds γhλ, λ the rate at which the fastest growing direction grows. Beyond 1 a linearly
	// implicit step turns growth into decay and would lead to the saddle.
	growthBound = 0.5
	// explicitGrowth bounds h g of an option too small to act.
	explicitGrowth = 2.0
	// settleLeast, settleMost and settleSafety govern the change of steps.
	settleLeast, settleMost, settleSafety = 0.2, 4, 0.8
	// firstChange is the change of the fastest log share in the first step.
	firstChange = 0.3
)

// firstStep changes the fastest log share by firstChange.
func (t *settler) firstStep() {
	if t.h == 0 {
		t.h = firstChange / max(floats.Norm(t.g0, math.Inf(1)), math.SmallestNonzeroFloat64*1e10)
	}
}

// matters tells whether the error of option i counts: not that of one too small to act and falling.
func (t *settler) matters(i int, g float64) bool { return t.flow.x[i] > passiveShare || t.back*g > 0 }

// explicit takes a step of the Bogacki–Shampine pair, or shortens it.
func (t *settler) explicit() {
	t.firstStep()
	f, h := t.flow, t.h
	copy(t.k[0], t.g0)
	stage := func(to []float64, a, b, c float64) bool {
		copy(to, t.y)
		h := t.back * t.h
		for _, i := range f.support {
			to[i] += h * (a*t.k[0][i] + b*t.k[1][i] + c*t.k[2][i])
		}
		return f.field(to) == nil
	}
	ok := stage(t.y1, 1./2, 0, 0)
	copy(t.k[1], f.g)
	ok = ok && stage(t.y1, 0, 3./4, 0)
	copy(t.k[2], f.g)
	ok = ok && stage(t.y2, 2./9, 1./3, 4./9)
	copy(t.k[3], f.g)
	if !ok {
		t.reject(0.25)
		return
	}
	err, change, apart := 0.0, 0.0, 0.0
	for _, i := range f.support {
		if t.matters(i, f.g[i]) {
			err = max(err, t.h*math.Abs(-5./72*t.k[0][i]+1./12*t.k[1][i]+1./9*t.k[2][i]-1./8*t.k[3][i]))
			change += (t.k[3][i] - t.k[2][i]) * (t.k[3][i] - t.k[2][i])
			apart += (t.y2[i] - t.y1[i]) * (t.y2[i] - t.y1[i])
		}
	}
	if t.accept(err, 1./3) {
		copy(t.g0, t.k[3])
	}
	if t.long++; t.h*math.Sqrt(change) < longExplicit*math.Sqrt(apart) {
		t.long = 0
	}
	if t.pinned++; math.Abs(t.h-h) > pinnedChange*h || len(t.y) <= fewActing {
		t.pinned = 0
	}
	t.stiff = max(t.long, t.pinned) >= t.patience() && !t.explicitOnly
}

// accept judges a step to y2 by its error, sets the next and reports whether y moved.
func (t *settler) accept(err, power float64) bool {
	factor := min(settleMost, max(settleLeast, settleSafety*math.Pow(t.s.Accuracy/max(err, 1e-300), power)))
	if math.IsNaN(err) || err > t.s.Accuracy {
		t.reject(min(factor, 0.5))
		return false
	}
	t.report.Steps++
	t.report.Time += t.h
	copy(t.y, t.y2)
	for _, p := range t.flow.pops { // the largest log share of each population is zero
		floats.AddConst(-slices.Max(t.y[p.Start:p.End]), t.y[p.Start:p.End])
	}
	t.derived = false
	if t.rejected { // growing at once would be too much again (Hairer, Nørsett and Wanner 1993, §II.4)
		factor = min(factor, 1)
	}
	t.rejected = false
	t.h *= factor
	return true
}

func (t *settler) reject(factor float64) {
	t.report.Rejected++
	t.rejected = true
	t.h *= factor
	t.flow.shares(t.flow.x, t.y)
}

// implicit takes one step of the Rosenbrock scheme, or shortens it.
//
//	(I − γhJ) k₁ = g(y),  (I − γhJ) k₂ = g(y + h k₁) − 2 k₁,  y' = y + h (3 k₁ + k₂)/2
func (t *settler) implicit() error {
	f := t.flow
	if !t.derived {
		if err := t.derive(); err != nil {
			return err
		}
	}
	t.prepare()
	t.damped = true
	m := len(t.active)
	k1, k2 := t.k[0][:m], t.k[1][:m]
	for a, i := range t.active {
		k1[a] = t.back * t.g0[i]
	}
	t.lu.Solve(k1)
	t.grow()
	t.advance(t.y1, t.g0, func(a int) float64 { return k1[a] })
	if f.field(t.y1) != nil {
		t.reject(0.25)
		return nil
	}
	for a, i := range t.active {
		k2[a] = t.back*f.g[i] - 2*k1[a]
	}
	t.lu.Solve(k2)
	for i := range f.g {
		f.g[i] = (f.g[i] + t.g0[i]) / 2
	}
	t.advance(t.y2, f.g, func(a int) float64 { return (3*k1[a] + k2[a]) / 2 })
	err := 0.0
	for a := range t.active {
		err = max(err, t.h*math.Abs(k1[a]+k2[a])/2)
	}
	if !t.accept(err, 1./2) {
		return nil
	}
	return t.derive()
}

// derive lists the options that act and linearises among them at y.
func (t *settler) derive() error {
	f := t.flow
	f.shares(f.x, t.y)
	t.active = t.active[:0]
	for _, i := range f.support {
		if f.x[i] > passiveShare {
			t.active = append(t.active, i)
		}
	}
	if err := f.deriveAmong(t.y, t.active); err != nil {
		return err
	}
	copy(t.g0, f.g)
	t.derived = true
	return nil
}

// patience is how many long explicit steps in a row it takes to turn to implicit ones: with many acting
// options a Jacobian costs as much as many explicit steps, and their number falls as shares gather.
func (t *settler) patience() int {
	acting := 0
	for _, i := range t.flow.support {
		if t.flow.x[i] > passiveShare {
			acting++
		}
	}
	if len(t.y) <= fewActing {
		return longSteps
	}
	return max(1, longSteps*acting*acting/(fewActing*fewActing))
}

// prepare bounds the step by what grows and factorises.
func (t *settler) prepare() {
	f := t.flow
	for _, i := range f.support {
		if v := t.back * t.g0[i]; v > 0 && f.x[i] <= passiveShare {
			t.h = min(t.h, explicitGrowth/v)
		}
	}
	if t.growth > 0 {
		t.h = min(t.h, growthBound/(rosenbrockGamma*t.growth))
	}
	m := len(t.active)
	t.store = slices.Grow(t.store[:0], m*m)[:m*m]
	w := mat.NewDense(m, m, t.store)
	for {
		f.shifted(w, t.active, t.back*rosenbrockGamma*t.h)
		if t.lu.Factorize(w) == nil {
			return
		}
		t.h /= 2 // singular where 1/(γh) is an eigenvalue
	}
}

// grow turns the probe towards the fastest growing direction by two power iterations with (I − γhJ)⁻¹,
// whose eigenvalues are 1/(1 − γhλ), and estimates its rate.
func (t *settler) grow() {
	m := len(t.active)
	v := make([]float64, m)
	for a, i := range t.active {
		v[a] = t.probe[i]
	}
	ratio := 1.0
	for range 2 {
		before := floats.Norm(v, 2)
		t.lu.Solve(v)
		ratio = floats.Norm(v, 2) / before
		floats.Scale(1/floats.Norm(v, 2), v)
	}
	for a, i := range t.active {
		t.probe[i] = v[a]
	}
	t.growth = (1 - 1/ratio) / (rosenbrockGamma * t.h)
}

// advance writes y moved by h k, active options, or h g, others, to dst.
func (t *settler) advance(dst, g []float64, k func(a int) float64) {
	copy(dst, t.y)
	a := 0
	for _, i := range t.flow.support {
		if a < len(t.active) && t.active[a] == i {
			dst[i] += t.h * k(a)
			a++
		} else {
			dst[i] += t.h * t.back * g[i]
		}
	}
}
