package explore

import "strings"

// part is a piece of a symbol: letters, upright or slanted, on the line or as an index or exponent.
type part struct {
	Text  string `json:"t"`
	Place string `json:"p,omitempty"` // "sub" or "sup"
	Roman bool   `json:"r,omitempty"`
	Bar   bool   `json:"b,omitempty"` // with a line over it
}

// greek are the letters of the symbols of models.
var greek = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ",
	"lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ",
	"psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
	"varepsilon": "ε", "varphi": "φ", "varrho": "ϱ", "vartheta": "ϑ", "infty": "∞", "ell": "ℓ",
}

// symbolParts turns the small part of LaTeX in which symbols are stated into letters. What it does not know
// stays as it is written.
func symbolParts(tex string) []part {
	tex = strings.Trim(tex, "$")
	var out []part
	place := ""
	add := func(text string, roman bool) {
		if text == "" {
			return
		}
		if n := len(out) - 1; n >= 0 && out[n] == (part{Text: out[n].Text, Place: place, Roman: roman}) {
			out[n].Text += text
			return
		}
		out = append(out, part{Text: text, Place: place, Roman: roman})
	}
	for i := 0; i < len(tex); {
		switch c := tex[i]; c {
		case '_', '^':
			was := place
			place = map[byte]string{'_': "sub", '^': "sup"}[c]
			arg, n := argument(tex[i+1:])
			for _, p := range symbolParts(arg) {
				add(p.Text, p.Roman)
			}
			place, i = was, i+1+n
		case '\\':
			name, n := command(tex[i+1:])
			i += 1 + n
			switch name {
			case "mathrm", "text":
				arg, n := argument(tex[i:])
				add(arg, true)
				i += n
			case "bar":
				arg, n := argument(strings.TrimLeft(tex[i:], " "))
				i += n + len(tex[i:]) - len(strings.TrimLeft(tex[i:], " "))
				for _, p := range symbolParts(arg) {
					out = append(out, part{p.Text, place, p.Roman, true})
				}
			default:
				if g, ok := greek[name]; ok {
					add(g, false)
				} else {
					add(name, true)
				}
			}
		case '{', '}', ' ':
			i++
		case '*':
			add("∗", true)
			i++
		default:
			n := strings.IndexAny(tex[i+1:], `_^\{} *`)
			if n < 0 {
				n = len(tex) - i - 1
			}
			add(tex[i:i+1+n], false)
			i += 1 + n
		}
	}
	return out
}

// argument is what a command or an index is about: a group in braces, a command, or one letter.
func argument(s string) (arg string, length int) {
	switch {
	case s == "":
		return "", 0
	case s[0] == '\\':
		_, n := command(s[1:])
		return s[:1+n], 1 + n
	case s[0] != '{':
		return s[:1], 1
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s[1:i], i + 1
			}
		}
	}
	return s[1:], len(s)
}

// command is the name of a command after its backslash.
func command(s string) (name string, length int) {
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	return s[:n], n
}
