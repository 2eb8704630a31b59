package linalg

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// ErrSVD says that the iteration for singular values did not end, which no finite matrix is known to cause.
var ErrSVD = errors.New("linalg: singular values did not converge")

// SVD is the thin decomposition a = U diag(values) Vᵀ, values falling. It returns a *NotFiniteError, or
// ErrSVD.
func SVD(a *mat.Dense) (values []float64, u, v *mat.Dense, err error) {
	if err := CheckFinite(a); err != nil {
		return nil, nil, nil, err
	}
	var d mat.SVD
	if !d.Factorize(a, mat.SVDThin) {
		return nil, nil, nil, ErrSVD
	}
	u, v = new(mat.Dense), new(mat.Dense)
	d.UTo(u)
	d.VTo(v)
	return d.Values(nil), u, v, nil
}
