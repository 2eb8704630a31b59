package num

import "math/cmplx"

// Complex is complex128 as a [Num]. With an imaginary part h around 1e-200 the
// real part of f(x+ih) is f(x) and its imaginary part h·f'(x), free of
// cancellation (Squire and Trapp 1998, SIAM Review 40(1)): an oracle for
// derivatives that shares no code with [Dual].
type Complex complex128

// Add returns x + y.
func (x Complex) Add(y Complex) Complex { return x + y }

// Sub returns x − y.
func (x Complex) Sub(y Complex) Complex { return x - y }

// Mul returns x · y.
func (x Complex) Mul(y Complex) Complex { return x * y }

// Div returns x / y.
func (x Complex) Div(y Complex) Complex { return x / y }

// Neg returns −x.
func (x Complex) Neg() Complex { return -x }

// Exp returns e^x.
func (x Complex) Exp() Complex { return Complex(cmplx.Exp(complex128(x))) }

// Log returns the principal logarithm of x.
func (x Complex) Log() Complex { return Complex(cmplx.Log(complex128(x))) }

// AddConst returns x + c.
func (x Complex) AddConst(c float64) Complex { return x + Complex(complex(c, 0)) }

// Scale returns c · x.
func (x Complex) Scale(c float64) Complex {
	return Complex(complex(real(x)*c, imag(x)*c))
}

// Const returns c.
func (Complex) Const(c float64) Complex { return Complex(complex(c, 0)) }

// Float returns the real part of x.
func (x Complex) Float() float64 { return real(x) }
