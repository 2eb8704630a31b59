package equilibrium

// Equilibrium is one equilibrium of a game.
type Equilibrium struct {
	Share       []float64    // the state; exactly 0 at empty options
	Payoff      []float64    // π at the state, also at empty options
	Level       []float64    // the payoff that each population earns: its mean
	Eigenvalues []complex128 // of the replicator tangent to the simplices, largest real part first
	Stability   Stability
	Margin      float64 // how far from zero an eigenvalue must be for its sign to be believed
	Orbit       int     // number of images under the game's symmetry, this one included
	Residual    float64 // max |π_i − Level| over occupied options and excess over Level at empty ones, relative to the size of payoffs: the largest of |π_i| and |∂π_i/∂x_j| x_j
	Iterations  int     // Newton steps of the last polish
	RCond       float64 // reciprocal condition number of the payoff differences on the support; near the unit roundoff, the equilibrium may not be isolated
}

// Index is (−1)^(number of eigenvalues with positive real part), the equilibrium's share in the sum that
// equals one over a complete list of regular equilibria (Hofbauer and Sigmund 1998, ch. 13).
func (e *Equilibrium) Index() int {
	s := 1
	for _, z := range e.Eigenvalues {
		if real(z) > 0 {
			s = -s
		}
	}
	return s
}
