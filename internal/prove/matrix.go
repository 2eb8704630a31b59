package prove

import (
	"math"

	"github.com/geosolve/geosolve/internal/interval"
)

// iv is short for an interval; iv matrices are flat, row by row.
type iv = interval.Interval

// invert writes an approximate inverse of the n × n matrix a to inv, by
// Gauss–Jordan elimination with partial pivoting, and reports whether it is
// finite. a is destroyed. No proof depends on its accuracy.
func invert(n int, a, inv []float64) bool {
	for i := range inv[:n*n] {
		inv[i] = 0
	}
	for i := range n {
		inv[i*n+i] = 1
	}
	for k := range n {
		p := k
		for i := k + 1; i < n; i++ {
			if math.Abs(a[i*n+k]) > math.Abs(a[p*n+k]) {
				p = i
			}
		}
		pivot := a[p*n+k]
		if pivot == 0 || math.IsNaN(pivot) || math.IsInf(pivot, 0) {
			return false
		}
		if p != k {
			for j := range n {
				a[k*n+j], a[p*n+j] = a[p*n+j], a[k*n+j]
				inv[k*n+j], inv[p*n+j] = inv[p*n+j], inv[k*n+j]
			}
		}
		for j := range n {
			a[k*n+j] /= pivot
			inv[k*n+j] /= pivot
		}
		for i := range n {
			f := a[i*n+k]
			if i == k || f == 0 {
				continue
			}
			for j := range n {
				a[i*n+j] -= float64(f * a[k*n+j])
				inv[i*n+j] -= float64(f * inv[k*n+j])
			}
		}
	}
	for _, v := range inv[:n*n] {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// invertMid writes an approximate inverse of the midpoint of the n × n interval
// matrix j to inv, using scratch of n² floats.
func invertMid(n int, j []iv, inv, scratch []float64) bool {
	for i, v := range j[:n*n] {
		if !v.IsBounded() {
			return false
		}
		scratch[i] = v.Mid()
	}
	return invert(n, scratch, inv)
}

// premultiply writes the product of the float n × n matrix c and the interval
// n × m matrix a to dst, which must not alias a.
func premultiply(n, m int, c []float64, a, dst []iv) {
	for i := range n {
		for j := range m {
			s := a[j].Scale(c[i*n])
			for k := 1; k < n; k++ {
				s = s.Add(a[k*m+j].Scale(c[i*n+k]))
			}
			dst[i*m+j] = s
		}
	}
}

// allBounded reports whether every entry is non-empty with finite bounds.
func allBounded(a []iv) bool {
	for _, v := range a {
		if !v.IsBounded() {
			return false
		}
	}
	return true
}

// comparisonTimes writes lower bounds of (⟨A⟩v)_i = mig(A_ii)·v_i − Σ_{j≠i}
// mag(A_ij)·v_j to dst and reports whether all are positive. If so A is an
// H-matrix: all its members are regular, and |A⁻¹b| ≤ v·max_i mag(b_i)/(⟨A⟩v)_i
// (Neumaier 1990, §3.7 and prop. 3.7.2). v must be positive.
func comparisonTimes(n int, a []iv, v, dst []float64) bool {
	positive := true
	for i := range n {
		s := interval.Point(v[i]).Scale(a[i*n+i].Mig())
		for j := range n {
			if j != i {
				s = s.Sub(interval.Point(v[j]).Scale(a[i*n+j].Mag()))
			}
		}
		dst[i] = s.Lo
		if !(s.Lo > 0) || s.IsEmpty() {
			positive = false
		}
	}
	return positive
}

// solveH writes an enclosure of {A⁻¹b} to z, for an H-matrix A with the vectors
// v and d = lower bound of ⟨A⟩v of comparisonTimes; b and z have stride m and
// column col. The first bound is sharpened by Gauss–Seidel sweeps.
func solveH(n int, a []iv, v, d []float64, b []iv, m, col int, z []iv) {
	const sweeps = 3 // contraction by the size of I − A each; more changes digits only
	alpha := 0.0
	for i := range n {
		q := interval.Point(b[i*m+col].Mag()).Div(interval.Point(d[i])).Hi
		if !(q <= alpha) { // also NaN
			alpha = q
		}
	}
	for i := range n {
		r := interval.Point(v[i]).Mul(interval.New(0, alpha)).Hi
		z[i*m+col] = interval.New(-r, r)
		if math.IsNaN(alpha) || math.IsNaN(r) {
			z[i*m+col] = interval.Whole()
		}
	}
	for range sweeps {
		for i := range n {
			s := b[i*m+col]
			for j := range n {
				if j != i {
					s = s.Sub(a[i*n+j].Mul(z[j*m+col]))
				}
			}
			if t := s.Div(a[i*n+i]).Intersect(z[i*m+col]); !t.IsEmpty() {
				z[i*m+col] = t
			}
		}
	}
}
