package task

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/geosolve/geosolve/internal/result"
)

// agree solves the scenario with and without proof and checks that the lists are the same, that every
// equilibrium is certified and that no certificate contradicts the eigenvalues.
func agree(t *testing.T, text string) *result.Solve {
	t.Helper()
	plain, proved := solve(t, text, Options{}), solve(t, text, Options{Prove: true})
	if !proved.Search.Complete {
		t.Errorf("%s\nnot complete: %s %+v", text, proved.Search.Argument, proved.Search.Undecided)
	}
	if plain.Search.CountWithMirrors != proved.Search.CountWithMirrors {
		t.Errorf("%s\n%d equilibria proved, %d found", text, proved.Search.CountWithMirrors, plain.Search.CountWithMirrors)
	}
	for _, e := range proved.Equilibria {
		switch {
		case e.Proof == nil || e.Proof.Verdict != "unique":
			t.Errorf("%s\n%v is not certified: %+v", text, e.Share.Data, e.Proof)
		case e.Proof.Stable != nil && (e.Stable == nil || *e.Stable != *e.Proof.Stable):
			t.Errorf("%s\nstability of %v: %v, proof %v", text, e.Share.Data, e.Stable, *e.Proof.Stable)
		}
	}
	return proved
}

// agreeAll draws scenarios and checks each.
func agreeAll(t *testing.T, n int, draw func(rnd *rand.Rand) string) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(3, 4))
	counts := map[int]int{}
	for range n {
		counts[agree(t, draw(rnd)).Search.CountWithMirrors]++
	}
	t.Logf("lists by their length: %v", counts)
}

func between(rnd *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*rnd.Float64() }

const twins = "\ngeography: {equidistant: {regions: 2}}\n"

// Passive collective efficiency: random strengths of all three external economies.
func TestProofExternalEconomies(t *testing.T) {
	agreeAll(t, 12, func(rnd *rand.Rand) string {
		return fmt.Sprintf("model: collective-efficiency\nparameters: {mu: %.3f, sigma: %.3f, T: %.3f}%sexternal_economies: {enterprises: %d, pooling: {shape: %.3f}, spillover: {epsilon: %.4f, decay: %s}, distribution: {nu: 1, zeta: %.4f}}",
			between(rnd, .1, .6), between(rnd, 3, 8), between(rnd, 1.2, 2.5), twins, 2+rnd.IntN(200), between(rnd, .5, 5), between(rnd, 0, .05), []string{"local", "1"}[rnd.IntN(2)], between(rnd, 0, .3))
	})
}

// Stated efforts in all forms that act on labour alone, different in the two regions.
func TestProofStatedEfforts(t *testing.T) {
	agreeAll(t, 12, func(rnd *rand.Rand) string {
		effort := func() string { return fmt.Sprintf("effort: [%.2f, %.2f]", rnd.Float64(), rnd.Float64()) }
		return fmt.Sprintf("model: collective-efficiency\nparameters: {mu: %.3f, sigma: %.3f, T: %.3f}%sexternal_economies: {enterprises: 30}\njoint_action: {regime: exogenous, forms: {HB: {theta: .1, kappa: .1, %s}, HM: {theta: .3, kappa: .1, c: .5, chi: .01, %s}, VM: {theta: .05, kappa: .1, c: 1, chi: .002, %s}, PR: {theta: .2, kappa: .05, %s}}, support: {match: .2, xi: .3}}",
			between(rnd, .1, .6), between(rnd, 3, 8), between(rnd, 1.2, 2.5), twins, effort(), effort(), effort(), effort())
	})
}

// A rest of the world that buys and sells, with agriculture and without, and wages that float.
func TestProofOpenEconomies(t *testing.T) {
	agreeAll(t, 12, func(rnd *rand.Rand) string {
		mu := between(rnd, .1, .6)
		if rnd.IntN(3) == 0 {
			mu = 1
		}
		return fmt.Sprintf("model: collective-efficiency\nparameters: {mu: %.3f, sigma: %.3f, T: %.3f}%srest_of_world: [{name: world, labour: %.2f, wage: %.2f, income: %.2f, T: [%.2f, %.2f]}]",
			mu, between(rnd, 3, 8), between(rnd, 1.2, 2.5), twins, between(rnd, 0, 3), between(rnd, .5, 1.5), between(rnd, .1, 5), between(rnd, 1.1, 3), between(rnd, 1.1, 3))
	})
	agree(t, "model: collective-efficiency\nparameters: {mu: 1, sigma: 5, T: 1.6}"+twins)
}

// Vertical linkages, where no theorem says that the short run is unique: linear and concave agriculture.
func TestProofVerticalLinkages(t *testing.T) {
	agreeAll(t, 40, func(rnd *rand.Rand) string {
		sigma := between(rnd, 3, 8)
		farms := ""
		if rnd.IntN(2) == 0 {
			farms = fmt.Sprintf("agriculture: {kind: concave, eta: %.3f, land: [1, %.3f]}", between(rnd, .6, .97), between(rnd, .7, 1.4))
		}
		return fmt.Sprintf("model: vertical-linkages\nparameters: {mu: %.3f, sigma: %.3f, alpha: %.3f, T: %.3f, labour: [1, %.3f]}%s%s",
			between(rnd, .1, .8), sigma, between(rnd, .1, .8)*(sigma-1)/sigma, between(rnd, 1.1, 2.5), between(rnd, .7, 1.4), twins, farms)
	})
}

// Input linkages among workers who migrate.
func TestProofLinkedMigration(t *testing.T) {
	agreeAll(t, 20, func(rnd *rand.Rand) string {
		sigma := between(rnd, 3, 8)
		return fmt.Sprintf("model: collective-efficiency\nparameters: {mu: %.3f, sigma: %.3f, alpha: %.3f, T: %.3f, farm_shares: [.5, .5]}%sexternal_economies: {enterprises: 20, spillover: {epsilon: %.3f, decay: local}}\njoint_action: {regime: exogenous, forms: {VB: {theta: .1, kappa: .1, effort: [.5, 1]}}}",
			between(rnd, .1, .6), sigma, between(rnd, .1, .7)*(sigma-1)/sigma, between(rnd, 1.1, 2.5), twins, between(rnd, 0, .05))
	})
}

// Workers who choose region and sector (Puga 1999).
func TestProofBoth(t *testing.T) {
	agreeAll(t, 10, func(rnd *rand.Rand) string {
		sigma := between(rnd, 3, 8)
		return fmt.Sprintf("model: collective-efficiency\nparameters: {mu: %.3f, sigma: %.3f, alpha: %.3f, T: %.3f}%smobility: both\nagriculture: {kind: concave, eta: %.3f}",
			between(rnd, .1, .5), sigma, between(rnd, .05, .5)*(sigma-1)/sigma, between(rnd, 1.2, 2.2), twins, between(rnd, .6, .9))
	})
}

// Two industries without agriculture: wages float, ten unknowns.
func TestProofIndustrialClusters(t *testing.T) {
	agreeAll(t, 2, func(rnd *rand.Rand) string {
		return fmt.Sprintf("model: industrial-clusters\nparameters: {sigma: 5, alpha_own: %.3f, alpha_cross: %.3f, T: %.3f}%s", between(rnd, .2, .4), between(rnd, 0, .15), between(rnd, 1.1, 1.6), twins)
	})
}
