package outline

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// Labels as LaTeX: a case for each rule. A wrong one does not compile, or shows
// another letter than the other formats do.
func TestTeX(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`Trade cost, $T$`, `Trade cost, $T$`},
		{`$\lambda_1^*$`, `$\lambda _{1}^{*}$`},
		{`$\omega_1-\omega_2$`, `$\omega _{1}-\omega _{2}$`},
		{`$x^a'$`, `$x^{a\prime }$`}, // two superscripts are an error in TeX
		{`$\bar w$ $\bar{ab}$ $\hat w$`, `$\bar{w}$ $\overline{ab}$ $\hat{w}$`},
		{`$\mathrm{GDP per head}_i$`, `$\mathrm{GDP\ per\ head}_{i}$`},
		{`$\mathrm{Łódź}$`, `$\mbox{\upshape Łódź}$`},
		{`$\ln \Phi_i$`, `$\ln \Phi _{i}$`},
		{`$0 \lt\mu \le 1$`, `$0<\mu \le 1$`},
		{`$-1.5\times10^{-3}$`, `$-1.5\times 10^{-3}$`},
		{`100\% of US\$, a_b & c {x} ^ ~ #1`, `100\% of US\$, a\_b \& c \{x\} \textasciicircum{}   \#1`},
		{`a<b>c|d "e" C:\\x`, `a\textless{}b\textgreater{}c\textbar{}d \textquotedbl{}e\textquotedbl{} C:\textbackslash{}x`},
		{"λ ≤ 5 °C…", `$\lambda$ $\le$ 5 \textdegree{}C\ldots{}`},
		{`$^\circ$`, `${}^{\circ }$`},
		{`$\left(x\right.$`, `$(x{}$`},
	} {
		got, err := TeX(c.in)
		if err != nil || got != c.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", c.in, got, err, c.want)
		}
	}
	var se *SyntaxError
	if _, err := TeX(`$\foo$`); !errors.As(err, &se) {
		t.Errorf("an unknown macro: %v", err)
	}
}

// Braces balance and every dollar sign has its partner, whatever the label.
func TestTeXBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune(`$$$\\{}^_ab1λ#%&~<|"'`+"\n"))).Draw(t, "label")
		out, err := TeX(s)
		if err != nil {
			return
		}
		depth, dollars, escaped := 0, 0, false
		for _, r := range out {
			switch {
			case escaped:
				escaped = false
			case r == '\\':
				escaped = true
			case r == '{':
				depth++
			case r == '}':
				depth--
			case r == '$':
				dollars++
			}
			if depth < 0 {
				t.Fatalf("%q: %s: a brace too many", s, out)
			}
		}
		if depth != 0 || dollars%2 != 0 {
			t.Fatalf("%q: %s: does not balance", s, out)
		}
	})
}
