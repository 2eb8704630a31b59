package interval

// MaxCoordinates is the largest number of coordinates of a [Frame].
const MaxCoordinates = 3

// Frame is a box around a centre: the deviations ξ_k = x_k − c_k of up to
// MaxCoordinates coordinates range over given intervals containing 0.
type Frame struct {
	n  int
	xi [MaxCoordinates]Interval
}

// NewFrame returns the frame with the given ranges of deviations. It panics if
// there are more than MaxCoordinates.
func NewFrame(deviations []Interval) *Frame {
	if len(deviations) > MaxCoordinates {
		panic("interval: frame with too many coordinates")
	}
	f := &Frame{n: len(deviations)}
	copy(f.xi[:], deviations)
	return f
}

// Affine encloses a function of the coordinates of a frame by a first-order
// Taylor form with interval remainder,
//
//	v(ξ) ∈ Value + Σ_k Slope_k·ξ_k + Rest   for every ξ of the frame,
//
// and at the same time by a plain interval, Natural. What two quantities have in
// common to first order cancels in differences and quotients, so that the
// overestimation is quadratic in the size of the box where that of plain
// intervals is linear (affine arithmetic: de Figueiredo and Stolfi, Numerical
// Algorithms 37, 2004; Taylor forms: Neumaier, Reliable Computing 9, 2003). It is
// a num.Num. The zero value is the constant 0; constants have no frame.
//
// If points of the frame are excluded from consideration (outside a domain),
// Natural may enclose the values at the remaining points only; all results are
// then enclosures over these.
type Affine struct {
	Natural Interval
	Value   Interval
	Slope   [MaxCoordinates]Interval
	Rest    Interval

	frame *Frame
}

// AffineOf returns the constant x.
func AffineOf(x Interval) Affine { return Affine{Natural: x, Value: x} }

// Affine returns value + Σ slope_k·ξ_k + rest, also known to lie in natural.
func (f *Frame) Affine(value Interval, slope []Interval, rest, natural Interval) Affine {
	x := Affine{Value: value, Rest: rest, frame: f}
	copy(x.Slope[:f.n], slope)
	x.Natural = natural.Intersect(value.Add(x.deviation()))
	return x
}

// deviation encloses Σ Slope_k·ξ_k + Rest.
func (x *Affine) deviation() Interval {
	d := x.Rest
	if x.frame != nil {
		for k := range x.frame.n {
			d = d.Add(x.Slope[k].Mul(x.frame.xi[k]))
		}
	}
	return d
}

// Range encloses all values.
func (x Affine) Range() Interval {
	if x.frame == nil {
		return x.Natural
	}
	return x.Natural.Intersect(x.Value.Add(x.deviation()))
}

// Average encloses ∫₀¹ v(t·ξ) dt for every ξ, the mean along the segment from the
// centre: if v encloses a derivative, the slope in Taylor's formula with integral
// remainder. The linear part enters by half.
func (x Affine) Average() Interval {
	if x.frame == nil {
		return x.Natural
	}
	s := Interval{}
	for k := range x.frame.n {
		s = s.Add(x.Slope[k].Mul(x.frame.xi[k]))
	}
	return x.Natural.Intersect(x.Value.Add(s.Scale(0.5)).Add(x.Rest))
}

// plain returns the form that knows no more than that the values lie in r.
func (x *Affine) plain(r Interval) Affine {
	if x.frame == nil {
		return AffineOf(r)
	}
	return Affine{Natural: r, Rest: r, frame: x.frame}
}

// linear returns value + d·(Σ Slope_k·ξ_k + Rest) + rest in the frame of x.
func (x *Affine) linear(value, d, rest, natural Interval) Affine {
	z := Affine{Natural: natural, Value: value, Rest: d.Mul(x.Rest).Add(rest), frame: x.frame}
	for k := range x.frame.n {
		z.Slope[k] = d.Mul(x.Slope[k])
	}
	return z
}

// isZero reports whether x is the constant 0, as most gradient entries are.
func (x *Affine) isZero() bool {
	return x.frame == nil && x.Natural.Lo == 0 && x.Natural.Hi == 0
}

// Add returns x + y.
func (x Affine) Add(y Affine) Affine {
	switch {
	case x.isZero():
		return y
	case y.isZero():
		return x
	}
	z := Affine{Natural: x.Natural.Add(y.Natural), Value: x.Value.Add(y.Value), frame: x.frame}
	switch {
	case x.frame == nil:
		z.Slope, z.Rest, z.frame = y.Slope, y.Rest, y.frame
	case y.frame == nil:
		z.Slope, z.Rest = x.Slope, x.Rest
	default:
		z.Rest = x.Rest.Add(y.Rest)
		for k := range x.frame.n {
			z.Slope[k] = x.Slope[k].Add(y.Slope[k])
		}
	}
	return z
}

// Neg returns −x.
func (x Affine) Neg() Affine {
	z := Affine{Natural: x.Natural.Neg(), Value: x.Value.Neg(), Rest: x.Rest.Neg(), frame: x.frame}
	for k := range z.Slope {
		z.Slope[k] = x.Slope[k].Neg()
	}
	return z
}

// Sub returns x − y.
func (x Affine) Sub(y Affine) Affine { return x.Add(y.Neg()) }

// Mul returns x · y: with x = x₀ + d and y = y₀ + e, x₀y₀ + y₀d + x₀e + de.
func (x Affine) Mul(y Affine) Affine {
	if x.isZero() && !y.Natural.IsEmpty() {
		return x
	}
	if y.isZero() && !x.Natural.IsEmpty() {
		return y
	}
	nat, value := x.Natural.Mul(y.Natural), x.Value.Mul(y.Value)
	switch {
	case x.frame == nil && y.frame == nil:
		return Affine{Natural: nat, Value: nat}
	case x.frame == nil:
		return y.linear(value, x.Value, Interval{}, nat)
	case y.frame == nil:
		return x.linear(value, y.Value, Interval{}, nat)
	}
	z := Affine{Natural: nat, Value: value, frame: x.frame}
	z.Rest = x.Rest.Mul(y.Value).Add(y.Rest.Mul(x.Value)).Add(x.deviation().Mul(y.deviation()))
	for k := range x.frame.n {
		z.Slope[k] = x.Slope[k].Mul(y.Value).Add(y.Slope[k].Mul(x.Value))
	}
	return z
}

// Div returns x / y.
func (x Affine) Div(y Affine) Affine { return x.Mul(y.inverse()) }

// inverse returns 1/x by 1/(x₀+d) = 1/x₀ − d/x₀² + d²/(x₀²·(x₀+d)).
func (x *Affine) inverse() Affine {
	one := Point(1)
	r := x.Range()
	if x.frame == nil {
		return AffineOf(one.Div(r))
	}
	nat := one.Div(r)
	if r.ContainsZero() || r.IsEmpty() || x.Value.ContainsZero() || !x.Value.IsBounded() {
		return x.plain(nat)
	}
	v := one.Div(x.Value)
	v2 := v.Sqr()
	return x.linear(v, v2.Neg(), x.deviation().Sqr().Mul(v2).Mul(nat), nat)
}

// Exp returns e^x by e^(x₀+d) = e^x₀·(1 + d) + ½·d²·e^θ, θ between x₀ and x₀+d.
func (x Affine) Exp() Affine {
	r := x.Range()
	nat := r.Exp()
	if x.frame == nil {
		return AffineOf(nat)
	}
	if !x.Value.IsBounded() || r.IsEmpty() {
		return x.plain(nat)
	}
	v := x.Value.Exp()
	curve := x.Value.Hull(r).Exp().Mul(x.deviation().Sqr()).Scale(0.5)
	return x.linear(v, v, curve, nat)
}

// Log returns ln x by ln(x₀+d) = ln x₀ + d/x₀ − ½·d²/θ², θ between x₀ and x₀+d.
func (x Affine) Log() Affine {
	r := x.Range()
	nat := r.Log()
	if x.frame == nil {
		return AffineOf(nat)
	}
	h := x.Value.Hull(r)
	if !h.Positive() || !h.IsBounded() || r.IsEmpty() {
		return x.plain(nat)
	}
	v := Point(1).Div(x.Value)
	curve := x.deviation().Sqr().Div(h.Sqr()).Scale(-0.5)
	return x.linear(x.Value.Log(), v, curve, nat)
}

// AddConst returns x + c.
func (x Affine) AddConst(c float64) Affine {
	x.Natural, x.Value = x.Natural.AddConst(c), x.Value.AddConst(c)
	return x
}

// Scale returns c · x.
func (x Affine) Scale(c float64) Affine {
	z := Affine{Natural: x.Natural.Scale(c), Value: x.Value.Scale(c), frame: x.frame}
	if x.frame == nil {
		return z
	}
	z.Rest = x.Rest.Scale(c)
	for k := range x.frame.n {
		z.Slope[k] = x.Slope[k].Scale(c)
	}
	return z
}

// Const returns the constant c; see [Point].
func (Affine) Const(c float64) Affine { return AffineOf(Point(c)) }

// Float returns the midpoint of Value.
func (x Affine) Float() float64 { return x.Value.Mid() }

// Unknown encloses every ε with |ε| ≤ value; see num.Enclosing.
func (x Affine) Unknown(value, _ float64) Affine { return x.plain(Point(0).Inflate(value)) }

// Within drops values outside [lo, hi]; see num.Knowing.
func (x Affine) Within(lo, hi float64) Affine {
	x.Natural = x.Natural.Intersect(New(lo, hi))
	if x.frame == nil {
		return AffineOf(x.Natural)
	}
	return x
}
