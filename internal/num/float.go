package num

import "math"

// Float is float64 as a [Num]: the equations evaluated in ordinary arithmetic.
// Products are converted explicitly, so that no compiler fuses them with a
// later addition and every processor returns the same bits for + − × ÷.
type Float float64

// Add returns x + y.
func (x Float) Add(y Float) Float { return x + y }

// Sub returns x − y.
func (x Float) Sub(y Float) Float { return x - y }

// Mul returns x · y, rounded once.
func (x Float) Mul(y Float) Float { return Float(float64(x) * float64(y)) }

// Div returns x / y.
func (x Float) Div(y Float) Float { return x / y }

// Neg returns −x.
func (x Float) Neg() Float { return -x }

// Exp returns e^x.
func (x Float) Exp() Float { return Float(math.Exp(float64(x))) }

// Log returns the natural logarithm of x.
func (x Float) Log() Float { return Float(math.Log(float64(x))) }

// AddConst returns x + c.
func (x Float) AddConst(c float64) Float { return x + Float(c) }

// Scale returns c · x, rounded once.
func (x Float) Scale(c float64) Float { return Float(float64(x) * c) }

// Const returns c.
func (Float) Const(c float64) Float { return Float(c) }

// Float returns x.
func (x Float) Float() float64 { return float64(x) }

// Floats converts a slice of float64 to a slice of [Float].
func Floats(x []float64) []Float {
	out := make([]Float, len(x))
	for i, v := range x {
		out[i] = Float(v)
	}
	return out
}
