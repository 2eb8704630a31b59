package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/geosolve/geosolve/model/scenario"
)

// Term is an entry of the glossary: what a symbol of the papers is called in scenarios, results and code.
type Term struct {
	Name    string // ASCII spelling: "omega"
	Symbol  string // LaTeX
	Meaning string
	Key     string   // in scenario files; empty: none
	Column  string   // in results; empty: none
	Models  []string // empty: all
	Default string
	Range   string
	Source  string
}

// quantitiesOfTheory are the terms that are not parameters of a model: what is solved for, and what blocks
// of a scenario set.
var quantitiesOfTheory = []Term{
	{Name: "lambda", Symbol: `\lambda_r`, Meaning: "share of a mobile factor in region r", Key: "share", Column: "share", Source: "FKV 1999, ch. 5"},
	{Name: "omega", Symbol: `\omega_r`, Meaning: "real wage: wage over the cost of living", Column: "real_wage", Source: "FKV 1999, eq. 5.6"},
	{Name: "w", Symbol: `w_r`, Meaning: "nominal wage; where nobody works, what the first firm could pay", Column: "wage", Source: "FKV 1999, eq. 5.5"},
	{Name: "G", Symbol: `G_r`, Meaning: "price index of manufactures", Column: "price_index", Source: "FKV 1999, eq. 5.4"},
	{Name: "p", Symbol: `p_r`, Meaning: "price of a variety at the factory", Column: "price", Source: "FKV 1999, ch. 14"},
	{Name: "u", Symbol: `u_r`, Meaning: "log payoff of workers: log real wage less the cost of effort", Column: "payoff", Source: "joint action"},
	{Name: "E", Symbol: `E_r`, Meaning: "expenditure on an industry's goods", Source: "FKV 1999, ch. 14"},
	{Name: "Y", Symbol: `Y_r`, Meaning: "income of region r", Source: "FKV 1999, eq. 5.3"},
	{Name: "phi", Symbol: `\phi_{rs}`, Meaning: "freeness of trade, T^(1−sigma): 0 nothing is traded, 1 distance does not matter", Key: "parameters.phi", Range: "(0, 1]", Source: "Forslid and Ottaviano 2003"},
	{Name: "rho", Symbol: `\rho`, Meaning: "preference for variety, (sigma−1)/sigma; the no-black-hole condition is rho > mu", Source: "FKV 1999, ch. 4"},
	{Name: "Z", Symbol: `Z_k`, Meaning: "weight of spatial pattern k in the freeness of trade; with two regions (1−phi)/(1+phi). The flat state breaks where Z = mu(1+rho)/(mu²+rho)", Source: "FKV 1999, ch. 5–6"},
	{Name: "T_B", Symbol: `T_B`, Meaning: "break point: trade cost below which the symmetric state is unstable", Column: "events: break", Source: "FKV 1999, ch. 5"},
	{Name: "T_S", Symbol: `T_S`, Meaning: "sustain point: trade cost below which a core–periphery state is an equilibrium", Column: "events: sustain", Source: "FKV 1999, ch. 5"},
	{Name: "theta", Symbol: `\theta_f`, Meaning: "strength of a form of joint action: log gain of full effort", Key: "joint_action.forms.F.theta", Range: "[0, ∞)", Source: "Schmitz 1997"},
	{Name: "kappa", Symbol: `\kappa_f`, Meaning: "cost of effort: ½ kappa a² in log real income", Key: "joint_action.forms.F.kappa", Range: "(0, ∞)", Source: "Olson 1965"},
	{Name: "chi", Symbol: `\chi_f`, Meaning: "cost of coordinating one member more", Key: "joint_action.forms.F.chi", Range: "[0, ∞)", Default: "0", Source: "Olson 1965"},
	{Name: "c", Symbol: `c_f`, Meaning: "how far members share a fixed cost of joint action: kappa n^(−c)", Key: "joint_action.forms.F.c", Range: "[0, 1]", Default: "0", Source: "Olson 1965"},
	{Name: "a", Symbol: `a_{rf}`, Meaning: "effort of a cluster in a form of joint action", Key: "joint_action.forms.F.effort", Column: "effort", Range: "[0, 1]", Source: "Schmitz 1997"},
	{Name: "delta", Symbol: `\delta`, Meaning: "discount factor of the members of an agreement", Key: "joint_action.delta", Range: "[0, 1)", Source: "joint action"},
	{Name: "psi", Symbol: `\psi`, Meaning: "how fast deviations are lost from sight: seen with chance 1/(1+psi(n−1))", Key: "joint_action.psi", Range: "[0, ∞)", Default: "0", Source: "joint action"},
	{Name: "m", Symbol: `m`, Meaning: "matching rate of public support: part of the members' cost that is paid for them", Key: "joint_action.support.match", Range: "[0, 1)", Source: "joint action"},
	{Name: "xi", Symbol: `\xi`, Meaning: "excess cost of public funds", Key: "joint_action.support.xi, joint_action.government.xi", Range: "[0, ∞)", Source: "joint action"},
	{Name: "iota", Symbol: `\iota`, Meaning: "part of the strength that is lost where government acts for the cluster", Key: "joint_action.government.iota", Range: "[0, 1]", Source: "joint action"},
	{Name: "N", Symbol: `N`, Meaning: "number of enterprises of an industry", Key: "external_economies.enterprises", Range: "[1, ∞)", Source: "external economies"},
	{Name: "n", Symbol: `n_r`, Meaning: "members of a cluster: 1 + (N−1) lambda", Source: "external economies"},
	{Name: "k", Symbol: `k`, Meaning: "shape of the gamma-distributed shocks of labour pooling", Key: "external_economies.pooling.shape", Range: "(0, ∞)", Source: "Krugman 1991, appendix C"},
	{Name: "epsilon", Symbol: `\epsilon`, Meaning: "elasticity of quality to the enterprises nearby", Key: "external_economies.spillover.epsilon", Range: "[0, ∞)", Source: "external economies"},
	{Name: "nu", Symbol: `\nu`, Meaning: "how fast a trading network thickens", Key: "external_economies.distribution.nu", Range: "[0, ∞)", Source: "external economies"},
	{Name: "zeta", Symbol: `\zeta`, Meaning: "elasticity of the trade margin to the thickness of the network", Key: "external_economies.distribution.zeta", Range: "[0, ∞)", Source: "external economies"},
	{Name: "eta", Symbol: `\eta`, Meaning: "labour's share in concave agriculture", Key: "agriculture.eta", Range: "(0, 1]", Source: "FKV 1999, ch. 14"},
}

// Explain lists the terms of a symbol: of a parameter by its name or its LaTeX, of a quantity of the theory,
// or of a column of results. The error names near spellings.
func Explain(symbol string) ([]Term, error) {
	want := strings.Trim(strings.TrimPrefix(strings.Trim(symbol, "$ "), `\`), "{}")
	var out []Term
	var known []string
	add := func(t Term) {
		bare := strings.NewReplacer(`\`, "", "{", "", "}", "").Replace(t.Symbol)
		known = append(known, t.Name)
		if t.Column != "" && !strings.Contains(t.Column, ":") {
			known = append(known, t.Column)
		}
		if t.Name == want || t.Column == want || bare == want {
			out = append(out, t)
		}
	}
	for _, t := range quantitiesOfTheory {
		add(t)
	}
	for _, t := range parameterTerms() {
		add(t)
	}
	if len(out) == 0 {
		slices.Sort(known)
		known = slices.Compact(known)
		hint := ""
		if n := scenario.Near(want, known); n != "" {
			hint = fmt.Sprintf("; did you mean %s?", n)
		}
		return nil, fmt.Errorf("unknown symbol %q%s; symbols are %s", symbol, hint, strings.Join(known, ", "))
	}
	return out, nil
}

// parameterTerms are the parameters of all models, one entry for those of the same meaning.
func parameterTerms() []Term {
	var out []Term
	for _, d := range Definitions() {
		for _, p := range d.Spec.Parameters {
			t := Term{Name: p.Name, Symbol: p.Symbol, Meaning: p.Meaning, Key: "parameters." + p.Name, Range: p.Range.String(), Source: p.Source, Models: []string{d.Spec.Name}}
			switch {
			case p.Default != "":
				t.Default = p.Default
			case p.DefaultText != "":
				t.Default = p.DefaultText
			}
			i := slices.IndexFunc(out, func(o Term) bool { return o.Name == t.Name && o.Meaning == t.Meaning })
			if i < 0 {
				out = append(out, t)
			} else {
				out[i].Models = append(out[i].Models, d.Spec.Name)
			}
		}
	}
	return out
}
