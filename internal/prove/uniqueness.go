package prove

import (
	"context"
	"fmt"

	"github.com/geosolve/geosolve/internal/interval"
)

// proveShortRun tries to prove that S(x, y) = 0 has exactly one solution y for every
// state x of the given faces, and says in words how that went. On boxes X of a
// face it shows by the parametric Krawczyk test that a solution exists, finds a
// tube around it in which C·S_y is an H-matrix, so that it is the only one there,
// and covers what is left of the bounds of y by boxes without solution. This pays
// for a few short-run unknowns with narrow bounds; models with many should cite a
// theorem.
func proveShortRun(ctx context.Context, p Problem, supports []Support, settings Settings, stats *Stats) (bool, string) {
	sys, ok := p.System.(Bounded)
	if !ok {
		return false, "short-run uniqueness not proved: no theorem cited and no bounds given"
	}
	boxes := 0
	for _, s := range supports {
		f, ok := newFace(sys.Groups(), s)
		if !ok || p.skips(s) {
			continue // reported by the caller
		}
		u := uniqueness{m: newReduced(sys, f), sys: sys}
		u.m.ordered = p.Ordered
		for level := [][]iv{unitBox(f.dim())}; len(level) > 0; {
			box := level[len(level)-1]
			level = level[:len(level)-1]
			boxes++
			stats.Boxes++
			if boxes > settings.MaxBoxes || ctx.Err() != nil {
				return false, "short-run uniqueness not proved: out of budget"
			}
			if !u.m.trim(box) || u.decide(box) {
				continue
			}
			if len(box) == 0 || maxWidth(box) < narrowest {
				return false, fmt.Sprintf("short-run uniqueness not proved near shares %v", shares(f, box))
			}
			j := widestSide(box)
			at := box[j].Lo + float64(splitAt*(box[j].Hi-box[j].Lo))
			left, right := clone(box), clone(box)
			left[j].Hi, right[j].Lo = at, at
			level = append(level, left, right)
		}
	}
	return true, fmt.Sprintf("unique short run proved on %d boxes", boxes)
}

// narrowest is the width of state boxes at which the proof of uniqueness gives up:
// boxes that narrow fail only where S_y is singular or the bounds hold a second
// solution.
const narrowest = 1e-4

func unitBox(n int) []iv {
	x := make([]iv, n)
	for i := range x {
		x[i] = interval.New(0, 1)
	}
	return x
}

func widestSide(x []iv) int {
	w := 0
	for j := range x {
		if x[j].Width() > x[w].Width() {
			w = j
		}
	}
	return w
}

// uniqueness decides boxes of states; see proveShortRun.
type uniqueness struct {
	m   *reduced
	sys Bounded
}

// decide reports whether for every x of the box exactly one y in the bounds solves
// the short run.
func (u *uniqueness) decide(x []iv) bool {
	const boxesPerState = 2000 // beyond it splitting the state pays more
	m := u.m
	c := make([]float64, m.nx)
	m.depMid = m.f.centre(x, c)
	if !m.approximate(c, nil) {
		return false
	}
	m.setFrame(x, c)
	if !m.encloseShortRun(x, c) {
		return false
	}
	bounds := u.sys.YBounds(shares(m.f, x))
	if len(bounds) != m.ny || !allBounded(bounds) {
		return false
	}
	tube := u.tube(x, c)
	stack := [][]iv{clone(bounds)}
	for range boxesPerState {
		if len(stack) == 0 {
			return true
		}
		y := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if u.inTube(y, tube) || !u.contract(x, c, y) || u.inTube(y, tube) {
			continue
		}
		j := widestSide(y)
		if y[j].Width() < narrowest {
			return false
		}
		at := y[j].Mid()
		left, right := clone(y), clone(y)
		left[j].Hi, right[j].Lo = at, at
		stack = append(stack, left, right)
	}
	return false
}

// tube widens Z = ±weights as long as C·S_y is an H-matrix over ŷ + ŷ′(X − c) + Z
// and returns it: in it there is at most one solution for each x.
func (u *uniqueness) tube(x []iv, c []float64) []float64 {
	const doublings = 40
	m := u.m
	tube := append([]float64(nil), m.weights...)
	for range doublings {
		for i, w := range tube {
			m.weights[i] = 2 * w
			m.rest[i] = interval.New(-2*w, 2*w)
		}
		if !m.jacobians(x, c) || !comparisonTimes(m.ny, m.csyRange, m.weights, m.bound) {
			break
		}
		copy(tube, m.weights)
	}
	return tube
}

// inTube reports whether y ⊆ ŷ + ŷ′(x − c) + Z for every x of the box.
func (u *uniqueness) inTube(y []iv, tube []float64) bool {
	for i := range y {
		if !y[i].Sub(u.m.spread[i]).Subset(interval.New(-tube[i], tube[i])) {
			return false
		}
	}
	return true
}

// contract reports false if S(x, ·) is proved to have no zero in y for any x of the
// box, and shrinks y around its zeros by interval Gauss–Seidel steps otherwise.
func (u *uniqueness) contract(x []iv, c []float64, y []iv) bool {
	const steps = 4
	m := u.m
	e := newEnclosure(m.ny)
	for range steps {
		// S over (x, y), with derivatives in y.
		m.arena.Reset()
		m.seedBox(x, c)
		for i := range y {
			e.c[i] = y[i].Mid()
			m.y[i] = m.arena.Var(m.nx+i, interval.AffineOf(y[i]))
		}
		m.sys.ShortRun(m.x, m.y, m.res)
		for i, r := range m.res {
			if v := r.Val.Range(); v.Positive() || v.Negative() {
				return false
			}
			for l := range m.ny {
				e.jac[i*m.ny+l] = r.Partial(m.nx + l).Range()
			}
		}
		// S over (x, mid y).
		for i := range y {
			m.y[i] = m.arena.Constant(interval.AffineOf(interval.Point(e.c[i])))
		}
		m.sys.ShortRun(m.x, m.y, m.res)
		for i, r := range m.res {
			e.value[i] = r.Val.Range()
		}
		if !allBounded(e.jac) || !allBounded(e.value) {
			return true
		}
		before := maxWidth(y)
		e.precondition()
		if !e.gaussSeidel(y) {
			return false
		}
		if maxWidth(y) > 0.7*before {
			return true
		}
	}
	return true
}
