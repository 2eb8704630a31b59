package linalg

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
)

const (
	blasNoTrans     = blas.NoTrans
	blasTrans       = blas.Trans
	lapackMaxRowSum = lapack.MaxRowSum
)
