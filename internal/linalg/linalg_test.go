package linalg

import (
	"errors"
	"math"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

// A NaN must be refused at once: gonum's own routine would never return.
func TestEigenvaluesRefuseNaN(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		for _, n := range []int{1, 2, 3, 10} {
			a := mat.NewDense(n, n, nil)
			a.Set(n-1, 0, bad)
			done := make(chan error, 1)
			go func() { _, err := Eigenvalues(a); done <- err }()
			select {
			case err := <-done:
				var nf *NotFiniteError
				if !errors.As(err, &nf) || nf.Row != n-1 || nf.Column != 0 {
					t.Errorf("n=%d %v: got %v", n, bad, err)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("n=%d %v: no answer", n, bad)
			}
			if err := new(LU).Factorize(a); !errors.As(err, new(*NotFiniteError)) {
				t.Errorf("LU n=%d %v: got %v", n, bad, err)
			}
		}
	}
}

// A circulant matrix knows its eigenvalues: c0 + c1 z + c2 z² at the cube roots of one.
func TestEigenvaluesCirculant(t *testing.T) {
	a := mat.NewDense(3, 3, []float64{1, 2, 5, 5, 1, 2, 2, 5, 1})
	got, err := Eigenvalues(a)
	if err != nil {
		t.Fatal(err)
	}
	want := []complex128{8, complex(-2.5, 1.5*math.Sqrt(3)), complex(-2.5, -1.5*math.Sqrt(3))}
	for i := range want {
		if d := got[i] - want[i]; math.Hypot(real(d), imag(d)) > 1e-13 {
			t.Errorf("eigenvalue %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

func TestLU(t *testing.T) {
	a := mat.NewDense(3, 3, []float64{0, 2, 1, 1, 0, 3, 4, 1, 0})
	var f LU
	if err := f.Factorize(a); err != nil {
		t.Fatal(err)
	}
	if got := f.SignDet(); got != 1 { // det = 25
		t.Errorf("sign of the determinant: got %d, want 1", got)
	}
	for _, trans := range []bool{false, true} {
		x := []float64{1, -2, 3}
		m := mat.Matrix(a)
		if trans {
			m = a.T()
		}
		var b mat.VecDense
		b.MulVec(m, mat.NewVecDense(3, x))
		y := append([]float64(nil), b.RawVector().Data...)
		if trans {
			f.SolveTrans(y)
		} else {
			f.Solve(y)
		}
		for i := range x {
			if math.Abs(y[i]-x[i]) > 1e-14 {
				t.Errorf("trans=%v: got %v, want %v", trans, y, x)
			}
		}
	}
	if err := f.Factorize(mat.NewDense(2, 2, []float64{1, 2, 2, 4})); !errors.Is(err, ErrSingular) {
		t.Errorf("singular matrix: got %v", err)
	}
}
