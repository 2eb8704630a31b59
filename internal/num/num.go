// Package num defines the number over which the equations of an economy are
// written, and its plain instances.
//
// The equations stand once in the code, generic over a type T that satisfies
// [Num]. The same lines then serve
//
//   - [Float]: a value,
//   - [Dual][Float]: a value and an exact Jacobian (forward mode),
//   - [Dual][[Dual][Float]]: second derivatives,
//   - interval.Interval: a rigorous enclosure over a box,
//   - [Dual] over intervals: enclosures of all derivatives over a box,
//   - [Complex]: the complex-step derivative, an independent oracle for tests.
//
// # Rules for equations that shall be proved
//
// A float64 handed to AddConst, Scale or Const counts as an exact real number.
// A parameter that is itself the result of rounding (1−σ, T^(1−σ), 1−μ) must
// therefore be formed in T, from Const of the parameters the user gave, and not
// in float64 beforehand. [Num].Float is a representative value for scaling and
// pivoting; no statement may depend on it.
package num

// Num is the constraint T has to satisfy: a field with exp and log, constants,
// and nothing else. Operations return a new value and never modify operands.
type Num[T any] interface {
	Add(T) T // x + y
	Sub(T) T // x − y
	Mul(T) T // x · y
	Div(T) T // x / y
	Neg() T  // −x
	Exp() T  // e^x
	Log() T  // natural logarithm

	AddConst(c float64) T // x + c, c exact
	Scale(c float64) T    // c · x, c exact
	Const(c float64) T    // the constant c; the receiver only carries the type
	Float() float64       // a representative value (midpoint, real part), for scaling only
}
