// Package linalg owns the dense factorisations of the project. gonum's eigenvalue routine never returns
// when its matrix holds a NaN, and its LU reports no error then; every routine here looks first and
// answers with a typed error.
package linalg

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// ErrSingular says that a matrix has no inverse in floating point: an exactly zero pivot.
var ErrSingular = errors.New("linalg: matrix is singular")

// NotFiniteError says which element of a matrix is NaN or infinite.
type NotFiniteError struct {
	Row, Column int
	Value       float64
}

func (e *NotFiniteError) Error() string {
	return fmt.Sprintf("linalg: element (%d, %d) is %v", e.Row, e.Column, e.Value)
}

// CheckFinite returns a *NotFiniteError for the first element of a that is NaN or infinite.
func CheckFinite(a *mat.Dense) error {
	m := a.RawMatrix()
	for i := 0; i < m.Rows; i++ {
		for j, v := range m.Data[i*m.Stride : i*m.Stride+m.Cols] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return &NotFiniteError{i, j, v}
			}
		}
	}
	return nil
}

// LU is a factorisation PA = LU of a square matrix, with storage that is used again.
type LU struct {
	n     int
	data  []float64
	pivot []int
	norm  float64
	work  []float64
	iwork []int
}

// Factorize copies and factorises a. It returns a *NotFiniteError, or ErrSingular; a matrix that is
// only nearly singular is factorised (see RCond).
func (f *LU) Factorize(a *mat.Dense) error {
	if err := CheckFinite(a); err != nil {
		return err
	}
	n, c := a.Dims()
	if n != c {
		panic("linalg: LU of a matrix that is not square")
	}
	f.n = n
	f.data = slices.Grow(f.data[:0], n*n)[:n*n]
	f.pivot = slices.Grow(f.pivot[:0], n)[:n]
	raw := a.RawMatrix()
	f.norm = 0
	for i := 0; i < n; i++ {
		row := raw.Data[i*raw.Stride : i*raw.Stride+n]
		copy(f.data[i*n:], row)
		f.norm = max(f.norm, blas64.Asum(blas64.Vector{N: n, Data: row, Inc: 1}))
	}
	if n == 0 {
		return nil
	}
	if !lapack64.Getrf(f.general(), f.pivot) {
		return ErrSingular
	}
	return nil
}

func (f *LU) general() blas64.General {
	return blas64.General{Rows: f.n, Cols: f.n, Stride: max(1, f.n), Data: f.data}
}

// Solve overwrites b by the solution of A x = b.
func (f *LU) Solve(b []float64) { f.solve(b, false) }

// SolveTrans overwrites b by the solution of Aᵀ x = b.
func (f *LU) SolveTrans(b []float64) { f.solve(b, true) }

// solve substitutes along rows of the factors; lapack's routine is made for many right-hand sides.
func (f *LU) solve(b []float64, trans bool) {
	if f.n == 0 {
		return
	}
	x := blas64.Vector{N: f.n, Inc: 1, Data: b[:f.n]}
	lower := blas64.Triangular{Uplo: blas.Lower, Diag: blas.Unit, N: f.n, Stride: f.n, Data: f.data}
	upper := blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: f.n, Stride: f.n, Data: f.data}
	if trans {
		blas64.Trsv(blas.Trans, upper, x)
		blas64.Trsv(blas.Trans, lower, x)
		for i := f.n - 1; i >= 0; i-- {
			b[i], b[f.pivot[i]] = b[f.pivot[i]], b[i]
		}
		return
	}
	for i, p := range f.pivot[:f.n] {
		b[i], b[p] = b[p], b[i]
	}
	blas64.Trsv(blas.NoTrans, lower, x)
	blas64.Trsv(blas.NoTrans, upper, x)
}

// SolveMany overwrites b, which has as many rows as the matrix, by the solution of A X = B.
func (f *LU) SolveMany(b *mat.Dense) {
	if f.n == 0 {
		return
	}
	lapack64.Getrs(blasNoTrans, f.general(), b.RawMatrix(), f.pivot)
}

// RCond estimates the reciprocal of the condition number in the maximum norm.
func (f *LU) RCond() float64 {
	if f.n == 0 {
		return 1
	}
	f.work = slices.Grow(f.work[:0], 4*f.n)[:4*f.n]
	f.iwork = slices.Grow(f.iwork[:0], f.n)[:f.n]
	return lapack64.Gecon(lapackMaxRowSum, f.general(), f.norm, f.work, f.iwork)
}

// SignDet is the sign of the determinant: −1, 0 or 1.
func (f *LU) SignDet() int {
	s := 1
	for i, p := range f.pivot[:f.n] {
		if p != i {
			s = -s
		}
		switch d := f.data[i*f.n+i]; {
		case d < 0:
			s = -s
		case d == 0:
			return 0
		}
	}
	return s
}

// Eigenvalues returns the eigenvalues of a, the largest real part first; of a conjugate pair the one
// with the positive imaginary part first.
func Eigenvalues(a *mat.Dense) ([]complex128, error) {
	if err := CheckFinite(a); err != nil {
		return nil, err
	}
	n, _ := a.Dims()
	var v []complex128
	switch n {
	case 0:
		return nil, nil
	case 1:
		v = []complex128{complex(a.At(0, 0), 0)}
	default:
		var e mat.Eigen
		if !e.Factorize(a, mat.EigenNone) {
			return nil, errors.New("linalg: the QR algorithm did not find all eigenvalues")
		}
		v = e.Values(nil)
	}
	SortEigenvalues(v)
	return v, nil
}

// Eigenvectors returns the eigenvalues of a, in the order of Eigenvalues, and the right eigenvectors as
// columns of unit length.
func Eigenvectors(a *mat.Dense) ([]complex128, *mat.CDense, error) {
	if err := CheckFinite(a); err != nil {
		return nil, nil, err
	}
	n, _ := a.Dims()
	var e mat.Eigen
	if !e.Factorize(a, mat.EigenRight) {
		return nil, nil, errors.New("linalg: the QR algorithm did not find all eigenvectors")
	}
	vals := e.Values(nil)
	var raw mat.CDense
	e.VectorsTo(&raw)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compareEigenvalues(vals[i], vals[j]) })
	out := mat.NewCDense(n, n, nil)
	sorted := make([]complex128, n)
	for k, i := range order {
		sorted[k] = vals[i]
		for r := 0; r < n; r++ {
			out.Set(r, k, raw.At(r, i))
		}
	}
	return sorted, out, nil
}

// SortEigenvalues sorts by falling real part, then falling imaginary part, in place.
func SortEigenvalues(v []complex128) { slices.SortStableFunc(v, compareEigenvalues) }

func compareEigenvalues(a, b complex128) int {
	switch {
	case real(a) > real(b):
		return -1
	case real(a) < real(b):
		return 1
	case imag(a) > imag(b):
		return -1
	case imag(a) < imag(b):
		return 1
	}
	return 0
}

// SpectralRadius is the largest modulus of the eigenvalues of a.
func SpectralRadius(a *mat.Dense) (float64, error) {
	v, err := Eigenvalues(a)
	if err != nil {
		return 0, err
	}
	r := 0.0
	for _, z := range v {
		r = max(r, cmplx.Abs(z))
	}
	return r, nil
}
