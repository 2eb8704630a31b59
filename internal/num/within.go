package num

// Knowing is implemented by numbers that can use what is known of a quantity from elsewhere.
type Knowing[T any] interface {
	// Within drops values outside [lo, hi] from an enclosure.
	Within(lo, hi float64) T
}

// Within says that x lies in [lo, hi], as a share does. Enclosures get tighter; to other numbers nothing
// happens.
func Within[T Num[T]](x T, lo, hi float64) T {
	if k, ok := any(x).(Knowing[T]); ok {
		return k.Within(lo, hi)
	}
	return x
}

// Within implements [Knowing].
func (x Dual[T]) Within(lo, hi float64) Dual[T] {
	x.Val = Within(x.Val, lo, hi)
	return x
}
