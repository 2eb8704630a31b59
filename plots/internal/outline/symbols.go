package outline

// class is the part a symbol plays in a formula; it decides the space around
// it, after the rules of TeX.
type class int

const (
	ordinary class = iota
	operator       // a named function: \ln, \max
	binary
	relation
	opening
	closing
	punctuation
)

// symbol is what a macro stands for.
type symbol struct {
	r     rune
	class class
	slope slope
}

// symbols maps macro names to characters. Greek small letters are italic and
// capitals upright, as in TeX.
var symbols = map[string]symbol{
	"alpha": {'α', ordinary, italic}, "beta": {'β', ordinary, italic}, "gamma": {'γ', ordinary, italic},
	"delta": {'δ', ordinary, italic}, "epsilon": {'ϵ', ordinary, italic}, "varepsilon": {'ε', ordinary, italic},
	"zeta": {'ζ', ordinary, italic}, "eta": {'η', ordinary, italic}, "theta": {'θ', ordinary, italic},
	"vartheta": {'ϑ', ordinary, italic}, "iota": {'ι', ordinary, italic}, "kappa": {'κ', ordinary, italic},
	"lambda": {'λ', ordinary, italic}, "mu": {'μ', ordinary, italic}, "nu": {'ν', ordinary, italic},
	"xi": {'ξ', ordinary, italic}, "pi": {'π', ordinary, italic}, "rho": {'ρ', ordinary, italic},
	"sigma": {'σ', ordinary, italic}, "varsigma": {'ς', ordinary, italic}, "tau": {'τ', ordinary, italic},
	"upsilon": {'υ', ordinary, italic}, "phi": {'ϕ', ordinary, italic}, "varphi": {'φ', ordinary, italic},
	"chi": {'χ', ordinary, italic}, "psi": {'ψ', ordinary, italic}, "omega": {'ω', ordinary, italic},
	"ell": {'ℓ', ordinary, upright},

	"Gamma": {'Γ', ordinary, upright}, "Delta": {'Δ', ordinary, upright}, "Theta": {'Θ', ordinary, upright},
	"Lambda": {'Λ', ordinary, upright}, "Xi": {'Ξ', ordinary, upright}, "Pi": {'Π', ordinary, upright},
	"Sigma": {'Σ', ordinary, upright}, "Upsilon": {'Υ', ordinary, upright}, "Phi": {'Φ', ordinary, upright},
	"Psi": {'Ψ', ordinary, upright}, "Omega": {'Ω', ordinary, upright},

	"le": {'≤', relation, upright}, "leq": {'≤', relation, upright}, "ge": {'≥', relation, upright},
	"geq": {'≥', relation, upright}, "ne": {'≠', relation, upright}, "neq": {'≠', relation, upright},
	"approx": {'≈', relation, upright}, "sim": {'∼', relation, upright}, "simeq": {'≃', relation, upright},
	"equiv": {'≡', relation, upright}, "propto": {'∝', relation, upright}, "in": {'∈', relation, upright},
	"notin": {'∉', relation, upright}, "ll": {'≪', relation, upright}, "gg": {'≫', relation, upright},
	"subset": {'⊂', relation, upright}, "to": {'→', relation, upright}, "rightarrow": {'→', relation, upright},
	"leftarrow": {'←', relation, upright}, "lt": {'<', relation, upright}, "gt": {'>', relation, upright},
	"mid": {'∣', relation, upright}, "parallel": {'∥', relation, upright},

	"times": {'×', binary, upright}, "cdot": {'⋅', binary, upright}, "pm": {'±', binary, upright},
	"mp": {'∓', binary, upright}, "div": {'÷', binary, upright}, "ast": {'∗', binary, upright},
	"circ": {'∘', binary, upright}, "cup": {'∪', binary, upright}, "cap": {'∩', binary, upright},

	"partial": {'∂', ordinary, upright}, "infty": {'∞', ordinary, upright}, "nabla": {'∇', ordinary, upright},
	"prime": {'′', ordinary, upright}, "degree": {'°', ordinary, upright}, "sum": {'∑', operator, upright},
	"prod": {'∏', operator, upright}, "int": {'∫', operator, upright}, "forall": {'∀', ordinary, upright},
	"emptyset": {'∅', ordinary, upright}, "ldots": {'…', ordinary, upright}, "dots": {'…', ordinary, upright},
	"langle": {'⟨', opening, upright}, "rangle": {'⟩', closing, upright},
	"lbrace": {'{', opening, upright}, "rbrace": {'}', closing, upright},
}

// functions are names set upright.
var functions = map[string]bool{
	"ln": true, "log": true, "exp": true, "max": true, "min": true, "lim": true,
	"sin": true, "cos": true, "arg": true, "det": true, "Pr": true,
}

// accents maps macro names to the mark drawn over the argument. A bar is a
// rule as wide as the argument, not a letter.
var accents = map[string]rune{
	"bar": 0, "overline": 0, "hat": 'ˆ', "tilde": '˜', "dot": '˙', "check": 'ˇ',
}

// spaces are lengths in ems.
var spaces = map[string]float64{
	",": 3.0 / 18, ":": 4.0 / 18, ";": 5.0 / 18, "!": -3.0 / 18, " ": 0.25, "quad": 1, "qquad": 2,
}

// mathRune gives the class and cut of a letter that stands for itself in a
// formula.
func mathRune(r rune) symbol {
	switch r {
	case '-':
		return symbol{'−', binary, upright}
	case '*':
		return symbol{'∗', binary, upright}
	case '+', '±', '×', '⋅', '−':
		return symbol{r, binary, upright}
	case '=', '<', '>', '≤', '≥', '≠', '≈', '∈', ':', '→':
		return symbol{r, relation, upright}
	case '(', '[':
		return symbol{r, opening, upright}
	case ')', ']':
		return symbol{r, closing, upright}
	case ',', ';':
		return symbol{r, punctuation, upright}
	}
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 'α' && r <= 'ω' {
		return symbol{r, ordinary, italic}
	}
	return symbol{r, ordinary, upright}
}
