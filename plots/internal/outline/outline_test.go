package outline

import (
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	gfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
	"pgregory.net/rapid"
)

// Ordinary labels of the field are set in both families without error. Each
// has a glyph for every letter, or Check would name it.
func TestLabels(t *testing.T) {
	for _, s := range []string{
		`$\lambda_1^*$`, `$T_B$`, `$T_{S}$`, `$\omega_1-\omega_2$`, `$\phi=T^{1-\sigma}$`, `$\bar{\omega}$`,
		`$\hat w$`, `$\tilde{x}_{ij}$`, `$\dot\lambda$`, `$|x|$`, `$x'$`, `$\lambda \in [0, 1]$`, `$0 \le \mu < 1$`,
		`$\mathrm{GDP}_{\mathrm{PL}}$`, `$\ln \Phi_i$`, `$-1.5\times10^{-3}$`, `$\partial V/\partial \lambda$`,
		`$\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi\Omega$`,
		`$\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\varsigma\tau\upsilon\phi\varphi\chi\psi\omega$`,
		`$a \ne b \approx c \sim d \equiv e \propto f \to g \ll h \gg i \ge j$`, `$\infty\,\sum_i \left(x_i\right)$`,
		`São Paulo`, `Łódź`, `Gdańsk, Kraków, Wrocław, Częstochowa`, `Köln, Düsseldorf, Gießen`, `Évora, Setúbal, Bragança`,
		`100\% of US\$`, `a_b & c`, "10\u2009000", `−5 °C`, "…",
	} {
		for _, f := range []Family{Serif, Sans} {
			h := Handler{Family: f}
			if err := h.Check(s); err != nil {
				t.Errorf("family %d: %v", f, err)
			}
			l, err := h.Layout(s, 10, false)
			if err != nil || !(l.Width > 0) || l.Ascent <= 0 || l.Ink.Max.X-l.Ink.Min.X > 2*l.Width+10 {
				t.Errorf("family %d: %q: measures %+v, %v", f, s, l, err)
			}
		}
	}
}

// Every macro of the tables has a glyph in both families.
func TestMacros(t *testing.T) {
	for name, s := range symbols {
		for _, f := range []Family{Serif, Sans} {
			if _, err := lookup(f, s.slope, s.r); err != nil {
				t.Errorf(`\%s: %v`, name, err)
			}
		}
	}
	for name := range functions {
		if err := (Handler{}).Check(`$\` + name + ` x$`); err != nil {
			t.Error(err)
		}
	}
	for name := range accents {
		if err := (Handler{Family: Sans}).Check(`$\` + name + `{x}$`); err != nil {
			t.Error(err)
		}
	}
}

// What cannot be read is a SyntaxError that names the trouble.
func TestErrors(t *testing.T) {
	for in, want := range map[string]string{
		`$\nonsense$`: `unknown macro \nonsense`, `\lambda`: `outside $…$`, `$x`: "not closed", `$x^$`: "lacks its argument",
		`$\mathrm x$`: "braces", `${x$`: `"$" within braces`, `$x}$`: `"}" without "{"`, `a\`: "lone backslash",
		`$\hat$`: "lacks its argument", `\q`: `macro \q`, `\;`: "unknown escape", `東`: "no glyph for", `$x_1_2$`: "two subscripts",
		`$` + strings.Repeat("{", 40) + `$`: "nested",
	} {
		err := Handler{}.Check(in)
		var se *SyntaxError
		if !errors.As(err, &se) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", in, err, want)
		}
	}
}

// No label makes the parser or the handler panic, and measures are numbers.
func TestNoPanic(t *testing.T) {
	pieces := []string{`$`, `\`, `{`, `}`, `^`, `_`, `'`, `x`, `\lambda`, `\bar`, `\mathrm`, `\left`, ` `, `-`, `é`, `\,`, `=`, "\n", "\x00", "東"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		h := Handler{Family: Family(rapid.IntRange(0, 1).Draw(t, "family"))}
		w, up, down := h.Box(s, gfont.Font{Size: 8})
		if math.IsNaN(float64(w + up + down)) {
			t.Fatalf("%q measures %v %v %v", s, w, up, down)
		}
		var c recorder.Canvas
		h.Draw(&c, s, text.Style{Font: gfont.Font{Size: 8}, Handler: h}, vg.Point{})
		for _, a := range c.Actions {
			if strings.HasPrefix(a.Call(), "FillString") {
				t.Fatalf("%q is drawn as a string, not as outlines", s)
			}
		}
	})
}

// Escape makes any name a label that stands for itself.
func TestEscape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune(`ab $\_^{}%&#~é`))).Draw(t, "name")
		if !utf8.ValidString(s) {
			return
		}
		if err := (Handler{}).Check(Escape(s)); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
	})
}

// Superscripts rise, subscripts sink, a bar lies over its letter and is as
// wide as it: this catches flipped signs in the layout.
func TestScriptsAndBars(t *testing.T) {
	at := func(s string) run {
		r, err := layout(s, Serif, upright)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	sup, sub, both := at("$T^2$"), at("$T_2$"), at("$T_2^2$")
	if sup.items[1].y <= 0 || sub.items[1].y >= 0 {
		t.Errorf("superscript at %g, subscript at %g", sup.items[1].y, sub.items[1].y)
	}
	if sup.items[1].size >= 1 || sup.items[1].size < minScript {
		t.Errorf("script of size %g", sup.items[1].size)
	}
	if both.width >= sup.width+sub.width-at("$T$").width {
		t.Error("two scripts stand one after the other, not one above the other")
	}
	bar := at(`$\bar{m}$`)
	rule := bar.items[len(bar.items)-1]
	if rule.g != nil || rule.y <= bar.items[0].g.ymax || rule.w < 0.5*bar.width {
		t.Errorf("bar %+v over a letter %g high and %g wide", rule, bar.items[0].g.ymax, bar.width)
	}
	if minus := at("$-1$"); minus.width > at("$1-1$").width-at("$1$").width {
		t.Error("a sign is spaced as an operation")
	}
}

// Letters in formulae are italic, digits and operators upright.
func TestCuts(t *testing.T) {
	r, err := layout("$x=2$", Serif, upright)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []*face{stixItalic, stixText, stixText} {
		if r.items[i].g.face != want {
			t.Errorf("character %d is set in %s, want %s", i, r.items[i].g.face.name, want.name)
		}
	}
}
