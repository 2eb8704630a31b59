package model

import (
	"fmt"

	"github.com/geosolve/geosolve/model/economy"
)

// grossSubstitutes is cited where the lemma of uniqueShortRun holds.
const grossSubstitutes = "without intermediates the demand for labour has gross substitutes in wages at given shares, and income that does not rise with wages ties their level, so short-run wages are unique (Arrow and Hahn 1971, ch. 9; Alvarez and Lucas 2007, theorem 3)"

// floatingSubstitutes is cited where, besides, wages float.
const floatingSubstitutes = "without intermediates the demand for labour has gross substitutes in wages at given shares and is homogeneous of degree zero; the numeraire ties their level, so short-run wages are unique (Arrow and Hahn 1971, ch. 9; Alvarez and Lucas 2007, theorem 3)"

// uniqueShortRun says why the short run of an economy without intermediates has at most one solution w for
// every state, or returns an error.
//
// Lemma. Let the labour L_ir ≥ 0, every industry having some, the wedges f, Q > 0 and the trade costs be
// given. They depend on the state alone, whatever external economies and stated efforts there are. With
// p = w the wage equation (3) at home reads z_ir = 0,
//
//	z_ir(w) = ln Σ_s T_irs^{1−σ} E_is/K_is − σ ln w_ir − ln f_ir + (σ−1) ln Q_ir,
//	K_is = Σ_q L_iq w_iq^{1−σ} Q_iq^{σ−1} T_iqs^{1−σ}/f_iq,   E_is = μ_i (Σ_j w_js L_js + Y^A_s),
//
// with wages and incomes abroad given. z_ir rises, not necessarily strictly, in every other wage: E_s rises
// and K_s falls. For t > 1, K(tw) ≥ t^{1−σ} K(w) and E(tw) ≤ t E(w), so z_ir(tw) ≤ z_ir(w), and strictly less if
// a place that (i, r) sells to has farm income, is abroad with an income, or buys from abroad.
//
// (a) Let this be so for every (i, r). Were w, w′ two solutions with t = max w′/w > 1 at (i, r), then
// 0 = z_ir(w′) ≤ z_ir(tw) < z_ir(w) = 0. So w′ ≤ w, and w ≤ w′ likewise.
//
// (b) Without agriculture and rest of the world z_ir(tw) = z_ir(w), and z_ir rises strictly in each other wage
// that is paid to someone at home, since all trade costs are finite. Let z = c and z′ = c′, the same number
// in all places (the numeraire adds the same to every equation), t = max w′/w at (i, r): then
// c′ = z_ir(w′) ≤ z_ir(tw) = c, and by symmetry c′ = c. So no other paid wage is below t w: paid wages are
// the same up to scale, which the numeraire fixes, and they fix the others.
func uniqueShortRun(e *economy.Economy) (string, error) {
	for i, in := range e.Technology.Industries {
		if in.Mu == 0 {
			return "", fmt.Errorf("industry %d: mu is 0 and no industry buys its goods, so nothing ties its wages; allowed is above 0; leave the industry out, or solve without --prove", i+1)
		}
	}
	if e.Technology.Agriculture() { // farm income is positive somewhere, and every place sells there
		return grossSubstitutes, nil
	}
	if len(e.Outside) == 0 {
		return floatingSubstitutes, nil
	}
	for i := range e.Technology.Industries {
		tied := false
		for _, o := range e.Outside {
			tied = tied || o.Income > 0 || o.Labour[i] > 0
		}
		if !tied {
			return "", fmt.Errorf("rest_of_world: neither labour in industry %d nor income, and no agriculture: nothing ties wages; allowed is income or labour above 0; give it one, or solve without --prove", i+1)
		}
	}
	return grossSubstitutes, nil
}
