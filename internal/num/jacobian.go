package num

// Jacobian evaluates f at x and returns its values and its Jacobian, row i
// holding the derivatives of output i. f receives the variables and writes its m
// outputs to dst. It allocates; hot loops keep an [Arena] instead.
func Jacobian[T Num[T]](f func(x, dst []Dual[T]), x []T, m int) (val []T, jac [][]T) {
	dst := make([]Dual[T], m)
	f(Vars(x), dst)
	val = make([]T, m)
	jac = make([][]T, m)
	for i, d := range dst {
		val[i] = d.Val
		jac[i] = make([]T, len(x))
		for j := range x {
			jac[i][j] = d.Partial(j)
		}
	}
	return val, jac
}

// Hessian evaluates f at x and returns its value, gradient and Hessian, by
// duals over duals. The Hessian is symmetric up to rounding.
func Hessian[T Num[T]](f func(x []Dual[Dual[T]]) Dual[Dual[T]], x []T) (val T, grad []T, hess [][]T) {
	outer := Vars(Vars(x))
	y := f(outer)
	n := len(x)
	grad = make([]T, n)
	hess = make([][]T, n)
	for i := range n {
		g := y.Partial(i)
		grad[i] = g.Val
		hess[i] = make([]T, n)
		for j := range n {
			hess[i][j] = g.Partial(j)
		}
	}
	return y.Val.Val, grad, hess
}
