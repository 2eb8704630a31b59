package equilibrium

import "math"

// face is the set of states with one support and one isotropy subgroup Σ: occupied options in the same
// orbit of Σ have equal shares. Equilibria in it solve the reduced system (Golubitsky, Stewart and
// Schaeffer 1988, ch. XIII: Fix(Σ) is invariant)
//
//	F_j(u, v) = π_j − π_b = 0,   j the orbits other than a base orbit b, one base per class of populations,
//
// in coordinates u: shares of an option of orbit j, or, where payoffs are unbounded at empty options,
// ln(y_j/y_b), which keeps shares positive however small they get.
type face struct {
	n       int
	support []bool
	sigma   [][]int
	orbit   []int // of each option; −1 at empty ones
	rep     []int // an option of each orbit
	members [][]int
	size    []int // members of each orbit
	count   []int // members of the orbit in one population of its class
	class   []int // of each orbit
	base    []int // base orbit of each class
	free    []int // orbits that are coordinates
	empty   [][]int
	logit   bool
}

// newFace builds the face that holds x, base orbits being those with the largest share.
func newFace(pr *problem, x []float64, support []bool, sigma [][]int) *face {
	f := &face{n: pr.n, support: support, sigma: sigma, orbit: make([]int, pr.n), logit: pr.interior}
	opts, pops := newUnionFind(pr.n), newUnionFind(len(pr.pops))
	for _, g := range sigma {
		for i, j := range g {
			opts.join(i, j)
			pops.join(pr.popOf[i], pr.popOf[j])
		}
	}
	index := map[int]int{}
	empties := map[int]int{}
	for i := range pr.n {
		f.orbit[i] = -1
		r := opts.root(i)
		if !support[i] {
			k, ok := empties[r]
			if !ok {
				k = len(f.empty)
				empties[r] = k
				f.empty = append(f.empty, nil)
			}
			f.empty[k] = append(f.empty[k], i)
			continue
		}
		o, ok := index[r]
		if !ok {
			o = len(f.rep)
			index[r] = o
			f.rep = append(f.rep, i)
			f.members = append(f.members, nil)
			f.size = append(f.size, 0)
			f.count = append(f.count, 0)
			f.class = append(f.class, pops.root(pr.popOf[i]))
		}
		f.orbit[i] = o
		f.members[o] = append(f.members[o], i)
		f.size[o]++
		if pr.popOf[i] == pr.popOf[f.rep[o]] {
			f.count[o]++
		}
	}
	f.chooseBases(x)
	return f
}

func (f *face) chooseBases(x []float64) {
	index := map[int]int{}
	for o, c := range f.class {
		k, ok := index[c]
		if !ok {
			k = len(f.base)
			index[c] = k
			f.base = append(f.base, o)
		}
		f.class[o] = k
		if x[f.rep[o]] > x[f.rep[f.base[k]]] {
			f.base[k] = o
		}
	}
	for o, k := range f.class {
		if f.base[k] != o {
			f.free = append(f.free, o)
		}
	}
}

// dim is the number of coordinates.
func (f *face) dim() int { return len(f.free) }

// coordinates writes the coordinates of x to u.
func (f *face) coordinates(u, x []float64) {
	for j, o := range f.free {
		u[j] = x[f.rep[o]]
		if f.logit {
			u[j] = math.Log(u[j] / x[f.rep[f.base[f.class[o]]]])
		}
	}
}

// state writes the state with coordinates u to x and returns its smallest share, which is negative where
// u leaves the simplices.
func (f *face) state(x, u []float64) float64 {
	var room [16]float64
	y := append(room[:0], make([]float64, len(f.rep))...)
	for k, b := range f.base {
		sum := 0.0
		for j, o := range f.free {
			if f.class[o] == k {
				y[o] = u[j]
				if f.logit {
					y[o] = math.Exp(u[j])
				}
				sum += float64(f.count[o]) * y[o]
			}
		}
		if !f.logit {
			y[b] = (1 - sum) / float64(f.count[b])
			continue
		}
		y[b] = 1 / (sum + float64(f.count[b]))
		for _, o := range f.free {
			if f.class[o] == k {
				y[o] *= y[b]
			}
		}
	}
	least := math.Inf(1)
	for i, o := range f.orbit {
		x[i] = 0
		if o >= 0 {
			x[i] = y[o]
			least = min(least, y[o])
		}
	}
	return least
}

// pull writes Σ_i c_i ∂x_i/∂u_j at the state x to dst, for c of the length of the state.
func (f *face) pull(dst, c, x []float64) {
	var room [16]float64
	s := append(room[:0], make([]float64, len(f.rep))...)
	for i, o := range f.orbit {
		if o >= 0 {
			s[o] += c[i]
		}
	}
	f.pullSums(dst, s, x)
}

// pullSums does the same with the sums s of c over the orbits.
func (f *face) pullSums(dst, s, x []float64) {
	for j, o := range f.free {
		b := f.base[f.class[o]]
		if !f.logit {
			dst[j] = s[o] - float64(f.count[o])/float64(f.count[b])*s[b]
			continue
		}
		mean := 0.0
		for q, k := range f.class {
			if k == f.class[o] {
				mean += s[q] * x[f.rep[q]]
			}
		}
		dst[j] = x[f.rep[o]] * (s[o] - float64(f.count[o])*mean)
	}
}

// push writes Σ_j ∂x_i/∂u_j du_j at the state x to dst, of the length of the state.
func (f *face) push(dst, du, x []float64) {
	var room [16]float64
	dy := append(room[:0], make([]float64, len(f.rep))...)
	for k, b := range f.base {
		sum := 0.0
		for j, o := range f.free {
			if f.class[o] != k {
				continue
			}
			if f.logit {
				sum += float64(f.count[o]) * x[f.rep[o]] * du[j]
				continue
			}
			dy[o] = du[j]
			sum += float64(f.count[o]) * du[j]
		}
		if !f.logit {
			dy[b] = -sum / float64(f.count[b])
			continue
		}
		dy[b] = -x[f.rep[b]] * sum
		for j, o := range f.free {
			if f.class[o] == k {
				dy[o] = x[f.rep[o]] * (du[j] - sum)
			}
		}
	}
	for i, o := range f.orbit {
		dst[i] = 0
		if o >= 0 {
			dst[i] = dy[o]
		}
	}
}

// difference writes π_j − π_b for each coordinate to dst, for payoffs or derivatives of payoffs.
func (f *face) difference(dst, payoff []float64) {
	for j, o := range f.free {
		dst[j] = payoff[f.rep[o]] - payoff[f.rep[f.base[f.class[o]]]]
	}
}

// symmetrize replaces the shares of x by their means over the orbits and sets empty options to zero.
func (f *face) symmetrize(x []float64) {
	var room [16]float64
	y := append(room[:0], make([]float64, len(f.rep))...)
	for i, o := range f.orbit {
		if o >= 0 {
			y[o] += x[i] / float64(f.size[o])
		}
	}
	for i, o := range f.orbit {
		x[i] = 0
		if o >= 0 {
			x[i] = y[o]
		}
	}
}
