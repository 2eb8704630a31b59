package num

// Enclosing is implemented by numbers that enclose what is not known exactly.
type Enclosing[T any] interface {
	// Unknown encloses ε(x) for every differentiable function ε with |ε| ≤ value and |ε′| ≤ slope.
	Unknown(value, slope float64) T
}

// Unknown encloses ε(x) for an unknown function with |ε| ≤ value and |ε′| ≤ slope: the rest of a series cut
// short, say. For numbers that carry no error it is zero.
func Unknown[T Num[T]](x T, value, slope float64) T {
	if p, ok := any(x).(Enclosing[T]); ok {
		return p.Unknown(value, slope)
	}
	return x.Const(0)
}

// Unknown implements [Enclosing]. Second derivatives are not bounded by slope: T must not be a Dual itself.
func (x Dual[T]) Unknown(value, slope float64) Dual[T] {
	return x.chain(Unknown(x.Val, value, 0), Unknown(x.Val, slope, 0))
}
