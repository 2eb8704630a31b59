package num

// Dual is a number with its gradient: forward-mode automatic differentiation in
// several directions at once, over any base number T. Dual[Float] gives
// Jacobians, Dual over an interval type gives enclosures of all derivatives over
// a box (mean value forms, interval Newton), and Dual[Dual[Float]] gives second
// derivatives. Reference: Griewank and Walther, Evaluating Derivatives (SIAM
// 2008), chapter 3.
//
// A nil Grad stands for the zero gradient, so constants cost no more than their
// value. Gradients are shared between values and must not be written to.
// A Dual made by an [Arena] takes the gradients of all results from that arena
// and is valid until the arena is reset.
type Dual[T Num[T]] struct {
	Val  T
	Grad []T

	arena *Arena[T]
}

// Arena hands out gradients of a fixed number of directions from one block of
// memory, so that repeated evaluations do not allocate. It serves one goroutine.
// The zero value is not usable; see [NewArena].
type Arena[T Num[T]] struct {
	n    int
	slab []T
	used int
}

// NewArena returns an arena for gradients in n directions.
func NewArena[T Num[T]](n int) *Arena[T] {
	return &Arena[T]{n: n}
}

// Directions returns the number of directions.
func (a *Arena[T]) Directions() int { return a.n }

// Reset makes the whole memory available again. Every Dual made since the last
// reset becomes invalid.
func (a *Arena[T]) Reset() { a.used = 0 }

// Var returns the variable with value v that is direction i: its gradient is
// the i-th unit vector.
func (a *Arena[T]) Var(i int, v T) Dual[T] {
	g := a.grad()
	zero := v.Const(0)
	for k := range g {
		g[k] = zero
	}
	g[i] = v.Const(1)
	return Dual[T]{Val: v, Grad: g, arena: a}
}

// Constant returns the value v with zero gradient.
func (a *Arena[T]) Constant(v T) Dual[T] { return Dual[T]{Val: v, arena: a} }

// With returns the value v with gradient g, which has one entry per direction, or
// is nil for a constant, and is not copied.
func (a *Arena[T]) With(v T, g []T) Dual[T] {
	if g != nil && len(g) != a.n {
		panic("num: gradient length differs from the number of directions")
	}
	return Dual[T]{Val: v, Grad: g, arena: a}
}

// Gradient returns memory for one gradient, of arbitrary contents, to be filled
// in and handed to [Arena.With].
func (a *Arena[T]) Gradient() []T { return a.grad() }

// grad returns uninitialised memory for one gradient.
func (a *Arena[T]) grad() []T {
	end := a.used + a.n
	if end > len(a.slab) {
		// Values made so far keep the old block alive; the next reset drops it.
		a.slab = make([]T, max(64*a.n, 2*len(a.slab)))
		a.used, end = 0, a.n
	}
	g := a.slab[a.used:end:end]
	a.used = end
	return g
}

// Vars returns the variables x, each its own direction.
func Vars[T Num[T]](x []T) []Dual[T] {
	a := NewArena[T](len(x))
	out := make([]Dual[T], len(x))
	for i, v := range x {
		out[i] = a.Var(i, v)
	}
	return out
}

// Partial returns the derivative in direction i.
func (x Dual[T]) Partial(i int) T {
	if x.Grad == nil {
		return x.Val.Const(0)
	}
	return x.Grad[i]
}

// space returns where the gradient of a result of x and y is to be put.
func (x Dual[T]) space(y Dual[T]) *Arena[T] {
	if x.arena != nil {
		return x.arena
	}
	return y.arena
}

// fresh returns memory for a gradient of n directions.
func fresh[T Num[T]](a *Arena[T], n int) []T {
	if a != nil {
		return a.grad()
	}
	return make([]T, n)
}

// chain returns the value v with gradient d·x.Grad.
func (x Dual[T]) chain(v, d T) Dual[T] {
	out := Dual[T]{Val: v, arena: x.arena}
	if x.Grad == nil {
		return out
	}
	out.Grad = fresh(x.arena, len(x.Grad))
	for i, g := range x.Grad {
		out.Grad[i] = g.Mul(d)
	}
	return out
}

// Add returns x + y.
func (x Dual[T]) Add(y Dual[T]) Dual[T] {
	out := Dual[T]{Val: x.Val.Add(y.Val), arena: x.space(y)}
	switch {
	case x.Grad == nil:
		out.Grad = y.Grad
	case y.Grad == nil:
		out.Grad = x.Grad
	default:
		out.Grad = fresh(out.arena, len(x.Grad))
		for i, g := range x.Grad {
			out.Grad[i] = g.Add(y.Grad[i])
		}
	}
	return out
}

// Sub returns x − y.
func (x Dual[T]) Sub(y Dual[T]) Dual[T] {
	out := Dual[T]{Val: x.Val.Sub(y.Val), arena: x.space(y)}
	switch {
	case y.Grad == nil:
		out.Grad = x.Grad
	case x.Grad == nil:
		out.Grad = fresh(out.arena, len(y.Grad))
		for i, g := range y.Grad {
			out.Grad[i] = g.Neg()
		}
	default:
		out.Grad = fresh(out.arena, len(x.Grad))
		for i, g := range x.Grad {
			out.Grad[i] = g.Sub(y.Grad[i])
		}
	}
	return out
}

// Mul returns x · y, with gradient y·∇x + x·∇y.
func (x Dual[T]) Mul(y Dual[T]) Dual[T] {
	v := x.Val.Mul(y.Val)
	switch {
	case x.Grad == nil && y.Grad == nil:
		return Dual[T]{Val: v, arena: x.space(y)}
	case y.Grad == nil:
		return x.chain(v, y.Val)
	case x.Grad == nil:
		return y.chain(v, x.Val)
	}
	out := Dual[T]{Val: v, arena: x.space(y)}
	out.Grad = fresh(out.arena, len(x.Grad))
	for i, g := range x.Grad {
		out.Grad[i] = g.Mul(y.Val).Add(y.Grad[i].Mul(x.Val))
	}
	return out
}

// Div returns x / y, with gradient (∇x − (x/y)·∇y)/y.
func (x Dual[T]) Div(y Dual[T]) Dual[T] {
	q := x.Val.Div(y.Val)
	if x.Grad == nil && y.Grad == nil {
		return Dual[T]{Val: q, arena: x.space(y)}
	}
	inv := y.Val.Const(1).Div(y.Val)
	switch {
	case y.Grad == nil:
		return x.chain(q, inv)
	case x.Grad == nil:
		return y.chain(q, q.Mul(inv).Neg())
	}
	out := Dual[T]{Val: q, arena: x.space(y)}
	out.Grad = fresh(out.arena, len(x.Grad))
	for i, g := range x.Grad {
		out.Grad[i] = g.Sub(y.Grad[i].Mul(q)).Mul(inv)
	}
	return out
}

// Neg returns −x.
func (x Dual[T]) Neg() Dual[T] {
	out := Dual[T]{Val: x.Val.Neg(), arena: x.arena}
	if x.Grad != nil {
		out.Grad = fresh(x.arena, len(x.Grad))
		for i, g := range x.Grad {
			out.Grad[i] = g.Neg()
		}
	}
	return out
}

// Exp returns e^x.
func (x Dual[T]) Exp() Dual[T] {
	e := x.Val.Exp()
	return x.chain(e, e)
}

// Log returns the natural logarithm of x.
func (x Dual[T]) Log() Dual[T] {
	v := x.Val.Log()
	if x.Grad == nil {
		return Dual[T]{Val: v, arena: x.arena}
	}
	return x.chain(v, x.Val.Const(1).Div(x.Val))
}

// AddConst returns x + c.
func (x Dual[T]) AddConst(c float64) Dual[T] {
	return Dual[T]{Val: x.Val.AddConst(c), Grad: x.Grad, arena: x.arena}
}

// Scale returns c · x.
func (x Dual[T]) Scale(c float64) Dual[T] {
	out := Dual[T]{Val: x.Val.Scale(c), arena: x.arena}
	if x.Grad != nil {
		out.Grad = fresh(x.arena, len(x.Grad))
		for i, g := range x.Grad {
			out.Grad[i] = g.Scale(c)
		}
	}
	return out
}

// Const returns the constant c with zero gradient, in the arena of x.
func (x Dual[T]) Const(c float64) Dual[T] {
	return Dual[T]{Val: x.Val.Const(c), arena: x.arena}
}

// Float returns the representative value of x.Val.
func (x Dual[T]) Float() float64 { return x.Val.Float() }
