package outline

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
)

// TeX returns the label as LaTeX source, words as text and formulae between
// dollar signs. It is written from the label as it was read, not from its
// source, so that whatever can be drawn can also be set: it needs LaTeX with
// UTF-8 input and no package. A markup error is a *SyntaxError.
func TeX(s string) (string, error) {
	atoms, err := parse(s)
	if err != nil {
		return "", err
	}
	w := &texWriter{}
	for _, a := range atoms {
		switch {
		case a.math:
			w.b.WriteByte('$')
			w.math(a.group)
			w.b.WriteByte('$')
		case a.r == 0:
			w.b.WriteString(textSpace(a.space))
		default:
			w.text(a.r)
		}
	}
	return w.b.String(), nil
}

type texWriter struct{ b strings.Builder }

// textSpace is a space outside formulae.
func textSpace(ems float64) string {
	if ems == spaces[","] {
		return `\,`
	}
	return " "
}

// textEscapes are characters that mean something to LaTeX outside formulae,
// or that its oldest text encoding lacks.
var textEscapes = map[rune]string{
	'\\': `\textbackslash{}`, '$': `\$`, '%': `\%`, '&': `\&`, '_': `\_`, '#': `\#`, '{': `\{`, '}': `\}`,
	'^': `\textasciicircum{}`, '~': `\textasciitilde{}`, '<': `\textless{}`, '>': `\textgreater{}`, '|': `\textbar{}`,
	'"': `\textquotedbl{}`, '…': `\ldots{}`, '°': `\textdegree{}`, '−': `$-$`, '′': `$'$`, '″': `$''$`,
	'–': `--`, '—': `---`, '’': `'`, '‘': "`", '“': "``", '”': `''`, '±': `$\pm$`, '×': `$\times$`, '÷': `$\div$`,
}

func (w *texWriter) text(r rune) {
	if s, ok := textEscapes[r]; ok {
		w.b.WriteString(s)
		return
	}
	if name, ok := macros()[r]; ok {
		fmt.Fprintf(&w.b, `$\%s$`, name)
		return
	}
	w.b.WriteRune(r)
}

// math writes the atoms of a formula.
func (w *texWriter) math(list []atom) {
	for _, a := range list {
		w.nucleus(a)
		for _, s := range []struct {
			mark byte
			list []atom
		}{{'_', a.sub}, {'^', a.sup}} {
			if s.list != nil {
				w.b.WriteByte(s.mark)
				w.braced(s.list)
			}
		}
	}
}

func (w *texWriter) braced(list []atom) {
	w.b.WriteByte('{')
	w.math(list)
	w.b.WriteByte('}')
}

func (w *texWriter) nucleus(a atom) {
	switch {
	case a.accented:
		w.b.WriteString(`\` + accentName(a))
		w.braced(a.group)
	case a.r != 0:
		w.symbol(a.r)
	case a.class == operator:
		w.b.WriteString(`\` + plain(a.group) + " ")
	case len(a.group) > 0 && !a.group[0].math:
		w.words(a.group)
	case a.group != nil:
		w.braced(a.group)
	case a.space != 0:
		w.b.WriteString(mathSpace(a.space))
	default:
		w.b.WriteString("{}")
	}
}

// accentName is the macro of an accent; a bar over several letters is a line.
func accentName(a atom) string {
	if a.accent == 0 {
		if len(a.group) == 1 {
			return "bar"
		}
		return "overline"
	}
	for _, name := range []string{"hat", "tilde", "dot", "check"} {
		if accents[name] == a.accent {
			return name
		}
	}
	return "hat"
}

// mathEscapes are characters that a formula writes otherwise than the tables of
// macros do.
var mathEscapes = map[rune]string{
	'∗': `*`, '−': `-`, '°': `{}^{\circ}`, '′': `\prime `, '{': `\{`, '}': `\}`, '$': `\$`, '%': `\%`, '&': `\&`,
	'_': `\_`, '#': `\#`, '\\': `\backslash `, 'ο': `o`, '<': `<`, '>': `>`, '…': `\ldots `,
}

func (w *texWriter) symbol(r rune) {
	if s, ok := mathEscapes[r]; ok {
		w.b.WriteString(s)
		return
	}
	if name, ok := macros()[r]; ok {
		w.b.WriteString(`\` + name + " ")
		return
	}
	if r < 128 {
		w.b.WriteRune(r)
		return
	}
	w.b.WriteString(`\mbox{`)
	w.text(r)
	w.b.WriteByte('}')
}

// words writes the words of \mathrm and its like. Letters beyond ASCII go into
// a box, which keeps its size in scripts.
func (w *texWriter) words(list []atom) {
	s := plain(list)
	cut := map[slope][2]string{upright: {"mathrm", "upshape"}, italic: {"mathit", "itshape"}, bold: {"mathbf", "bfseries"}}[firstSlope(list)]
	if strings.IndexFunc(s, func(r rune) bool { return r >= 128 || textEscapes[r] != "" }) < 0 {
		fmt.Fprintf(&w.b, `\%s{%s}`, cut[0], strings.ReplaceAll(s, " ", `\ `))
		return
	}
	fmt.Fprintf(&w.b, `\mbox{\%s `, cut[1])
	for _, r := range s {
		w.text(r)
	}
	w.b.WriteByte('}')
}

func firstSlope(list []atom) slope {
	i := slices.IndexFunc(list, func(a atom) bool { return a.r != 0 })
	if i < 0 {
		return upright
	}
	return list[i].slope
}

// plain is the text of atoms that are words.
func plain(list []atom) string {
	var b strings.Builder
	for _, a := range list {
		if a.r == 0 {
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(a.r)
	}
	return b.String()
}

func mathSpace(ems float64) string {
	for _, name := range []string{",", ":", ";", "!", "quad", "qquad"} {
		if spaces[name] == ems {
			return `\` + name + " "
		}
	}
	return `\ `
}

// macros maps characters to the first of their macros in the order of the
// alphabet.
var macros = sync.OnceValue(func() map[rune]string {
	names := make([]string, 0, len(symbols))
	for name := range symbols {
		names = append(names, name)
	}
	sort.Strings(names)
	out := make(map[rune]string, len(names))
	for _, name := range names {
		if r := symbols[name].r; out[r] == "" && r >= 128 {
			out[r] = name
		}
	}
	return out
})
