package prove

import "github.com/geosolve/geosolve/internal/interval"

// Stability under the replicator dynamics ẋ_i = x_i(π_i − π̄), π̄ = Σ x_j π_j in
// each group.
type Stability int

// The three answers. Stable: all eigenvalues are proved to have negative real
// part; Unstable: one is proved to have positive real part.
const (
	Indeterminate Stability = iota
	Stable
	Unstable
)

// String returns the lower-case name.
func (s Stability) String() string {
	return [...]string{"indeterminate", "stable", "unstable"}[s]
}

// replicatorJacobian writes the Jacobian of the replicator dynamics within the
// face, in its coordinates, at an equilibrium in the shares x: with D_j = π_j − π_d,
//
//	A_ik = x_i·(∂D_i/∂x_k − Σ_{j in the group} x_j·∂D_j/∂x_k).
//
// (The terms in π_i − π̄ vanish there.) In one dimension A = x(1−x)·d(π₁−π₂)/dx. jac
// encloses ∂D/∂x and x the shares over the same box.
func replicatorJacobian(f *face, x, jac []iv) []iv {
	n := f.dim()
	a := make([]iv, n*n)
	for _, g := range f.groups {
		for k := range n {
			mean := iv{}
			for _, j := range g.coords {
				mean = mean.Add(x[f.free[j]].Mul(jac[j*n+k]))
			}
			for _, i := range g.coords {
				a[i*n+k] = x[f.free[i]].Mul(jac[i*n+k].Sub(mean))
			}
		}
	}
	return a
}

// characteristic returns the coefficients 1, a₁, …, a_n of det(sI − A) by the
// method of Faddeev and Leverrier: M₁ = I, a_k = −tr(A·M_k)/k, M_{k+1} = A·M_k +
// a_k·I.
func characteristic(n int, a []iv) []iv {
	coef := make([]iv, n+1)
	coef[0] = interval.Point(1)
	m := make([]iv, n*n)
	for i := range n {
		m[i*n+i] = interval.Point(1)
	}
	for k := 1; k <= n; k++ {
		am := make([]iv, n*n)
		trace := iv{}
		for i := range n {
			for j := range n {
				for l := range n {
					am[i*n+j] = am[i*n+j].Add(a[i*n+l].Mul(m[l*n+j]))
				}
			}
			trace = trace.Add(am[i*n+i])
		}
		coef[k] = trace.Neg().Div(interval.Point(float64(k)))
		for i := range n {
			am[i*n+i] = am[i*n+i].Add(coef[k])
		}
		m = am
	}
	return coef
}

// hurwitz decides from the characteristic polynomial. A negative coefficient
// proves a root with positive real part, since a polynomial whose roots all have
// real part at most 0 is a product of factors s + a and s² + bs + c with
// coefficients at least 0. Otherwise Routh's array answers: all roots have negative
// real part iff its first column is positive, and as many have positive real part
// as it changes sign (Gantmacher, The Theory of Matrices II, 1959, ch. XV). A first
// column that cannot be told from 0 leaves the answer open.
func hurwitz(coef []iv) Stability {
	for _, c := range coef {
		if c.Negative() {
			return Unstable
		}
	}
	n := len(coef) - 1
	width := n/2 + 1
	above, row := make([]iv, width+1), make([]iv, width+1)
	for i, c := range coef {
		if i%2 == 0 {
			above[i/2] = c
		} else {
			row[i/2] = c
		}
	}
	unstable := false
	for range n {
		switch {
		case row[0].Negative():
			unstable = true
		case !row[0].Positive():
			return Indeterminate
		}
		next := make([]iv, width+1)
		for j := range width {
			next[j] = above[j+1].Sub(above[0].Mul(row[j+1]).Div(row[0]))
		}
		above, row = row, next
	}
	if unstable {
		return Unstable
	}
	return Stable
}

// signOf returns +1 or −1 if the sign of every number in x is known, else 0.
func signOf(x iv) int {
	switch {
	case x.Positive():
		return 1
	case x.Negative():
		return -1
	}
	return 0
}

// classify returns the stability of an equilibrium and its index
// (−1)^(number of positive eigenvalues), 0 if unknown, from the Jacobian within
// the face and the transversal eigenvalues π_k − π̄ of the empty options. The
// Jacobian of the whole is block triangular, so these are all eigenvalues.
func classify(n int, a, transversal []iv) (Stability, int) {
	coef := characteristic(n, a)
	s, index := hurwitz(coef), signOf(coef[n]) // a_n = Π(−eigenvalue)
	for _, t := range transversal {
		switch {
		case t.Positive():
			s = Unstable
		case !t.Negative() && s == Stable:
			s = Indeterminate
		}
		index *= -signOf(t)
	}
	return s, index
}
