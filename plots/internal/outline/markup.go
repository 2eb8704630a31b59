package outline

import (
	"fmt"
	"strings"
	"unicode"
)

// atom is a piece of parsed text: a character, a group of atoms or a space,
// with its accent and scripts.
type atom struct {
	r     rune // 0 for a group or a space
	slope slope
	class class
	group []atom
	space float64 // ems; used when r is 0 and group is empty

	accented bool
	accent   rune // 0 for a bar
	sub, sup []atom
	math     bool
}

// SyntaxError tells what is wrong with the markup of a label.
type SyntaxError struct {
	Text   string // the whole label
	Reason string // what is wrong and what is allowed
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("label %q: %s", e.Text, e.Reason) }

// parser reads one label.
type parser struct {
	src string
	in  []rune
	pos int
}

// maxDepth bounds the nesting of braces and scripts, so that no label can
// exhaust the stack.
const maxDepth = 16

// parse reads a label: words as they are, formulae between dollar signs.
func parse(s string) ([]atom, error) {
	p := &parser{src: s, in: []rune(s)}
	var out []atom
	for p.pos < len(p.in) {
		r := p.next()
		switch r {
		case '$':
			formula, err := p.sequence('$', 0)
			if err != nil {
				return nil, err
			}
			out = append(out, atom{group: formula, math: true})
		case '\\':
			if p.pos == len(p.in) {
				return nil, p.fail(`a lone backslash at the end; write \\ for a backslash`)
			}
			if e := p.next(); strings.ContainsRune(`\$%&_#{}`, e) {
				out = append(out, atom{r: e})
			} else if unicode.IsLetter(e) {
				p.pos--
				return nil, p.fail(`macro \%s stands outside $…$`, p.name())
			} else {
				return nil, p.fail(`unknown escape \%c; allowed: \\ \$ \%% \& \_ \# \{ \}`, e)
			}
		case ' ', '\t', '~', '\u00a0':
			out = append(out, atom{space: 0.25})
		case '\u2009':
			out = append(out, atom{space: spaces[","]})
		default:
			out = append(out, atom{r: r})
		}
	}
	return out, nil
}

func (p *parser) next() rune { r := p.in[p.pos]; p.pos++; return r }

func (p *parser) fail(format string, args ...any) error {
	return &SyntaxError{Text: p.src, Reason: fmt.Sprintf(format, args...)}
}

// sequence reads a formula up to the closing character.
func (p *parser) sequence(until rune, depth int) ([]atom, error) {
	if depth > maxDepth {
		return nil, p.fail("braces and scripts nested more than %d deep", maxDepth)
	}
	var out []atom
	for {
		if p.pos == len(p.in) {
			return nil, p.fail("%q is not closed; write \\$ for a dollar sign", opener(until))
		}
		r := p.next()
		switch r {
		case until:
			return out, nil
		case ' ', '\t', '\n':
		case '^', '_':
			if err := p.script(&out, r, depth); err != nil {
				return nil, err
			}
		case '\'':
			out = ensureNucleus(out)
			last := &out[len(out)-1]
			last.sup = append(last.sup, atom{r: '′', math: true})
		default:
			a, err := p.nucleus(r, depth)
			if err != nil {
				return nil, err
			}
			out = append(out, a)
		}
	}
}

func opener(until rune) string {
	if until == '}' {
		return "{"
	}
	return "$"
}

// ensureNucleus gives a script at the start of a formula an empty base.
func ensureNucleus(out []atom) []atom {
	if len(out) == 0 {
		return append(out, atom{math: true})
	}
	return out
}

// script reads ^x or _x and hangs it on the last atom.
func (p *parser) script(out *[]atom, mark rune, depth int) error {
	arg, err := p.argument(fmt.Sprintf("%c", mark), depth)
	if err != nil {
		return err
	}
	*out = ensureNucleus(*out)
	last := &(*out)[len(*out)-1]
	for i := range arg { // a lone operator in a script is a mark, as in x^*.
		if len(arg) == 1 && arg[i].class == binary {
			arg[i].class = ordinary
		}
	}
	if mark == '^' {
		last.sup = append(last.sup, arg...)
		return nil
	}
	if last.sub != nil {
		return p.fail("two subscripts on one letter; use braces")
	}
	last.sub = arg
	return nil
}

// argument reads {…} or a single atom.
func (p *parser) argument(of string, depth int) ([]atom, error) {
	for p.pos < len(p.in) && p.in[p.pos] == ' ' {
		p.pos++
	}
	if p.pos == len(p.in) || p.in[p.pos] == '$' || p.in[p.pos] == '}' {
		return nil, p.fail("%s lacks its argument", of)
	}
	r := p.next()
	if r == '{' {
		return p.sequence('}', depth+1)
	}
	if r == '^' || r == '_' {
		return nil, p.fail("%s lacks its argument", of)
	}
	a, err := p.nucleus(r, depth+1)
	return []atom{a}, err
}

// nucleus reads one atom without its scripts.
func (p *parser) nucleus(r rune, depth int) (atom, error) {
	if depth > maxDepth {
		return atom{}, p.fail("macros nested more than %d deep", maxDepth)
	}
	switch r {
	case '{':
		g, err := p.sequence('}', depth+1)
		return atom{group: g, math: true}, err
	case '}':
		return atom{}, p.fail(`"}" without "{"`)
	case '$':
		return atom{}, p.fail(`"$" within braces`)
	case '~':
		return atom{space: 0.25, math: true}, nil
	case '\\':
		return p.macro(depth)
	}
	s := mathRune(r)
	return atom{r: s.r, class: s.class, slope: s.slope, math: true}, nil
}

// name reads the letters of a macro.
func (p *parser) name() string {
	start := p.pos
	for p.pos < len(p.in) && p.in[p.pos] < 128 && unicode.IsLetter(p.in[p.pos]) {
		p.pos++
	}
	if p.pos == start && p.pos < len(p.in) {
		p.pos++
	}
	return string(p.in[start:p.pos])
}

func (p *parser) macro(depth int) (atom, error) {
	name := p.name()
	if s, ok := symbols[name]; ok {
		return atom{r: s.r, class: s.class, slope: s.slope, math: true}, nil
	}
	if w, ok := spaces[name]; ok {
		return atom{space: w, math: true}, nil
	}
	if functions[name] {
		return atom{group: words(name, upright), class: operator, math: true}, nil
	}
	if mark, ok := accents[name]; ok {
		arg, err := p.argument(`\`+name, depth)
		return atom{group: arg, accented: true, accent: mark, math: true}, err
	}
	switch name {
	case "mathrm", "text", "textrm", "operatorname", "mathit", "textit", "mathbf", "textbf":
		s := upright
		if strings.HasSuffix(name, "it") {
			s = italic
		} else if strings.HasSuffix(name, "bf") {
			s = bold
		}
		w, err := p.literal(name)
		return atom{group: words(w, s), math: true}, err
	case "left", "right":
		if p.pos == len(p.in) {
			return atom{}, p.fail(`\%s lacks its bracket`, name)
		}
		r := p.next()
		if r == '.' {
			return atom{math: true}, nil
		}
		return p.nucleus(r, depth+1)
	case "{", "}", "$", "%", "&", "_", "#":
		return atom{r: []rune(name)[0], math: true}, nil
	}
	return atom{}, p.fail(`unknown macro \%s`, name)
}

// literal reads {words} as they stand.
func (p *parser) literal(macro string) (string, error) {
	if p.pos == len(p.in) || p.in[p.pos] != '{' {
		return "", p.fail(`\%s wants words in braces`, macro)
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.in) && p.in[p.pos] != '}' {
		switch p.in[p.pos] {
		case '\\', '$', '{':
			return "", p.fail(`\%s holds plain words only, not %q`, macro, p.in[p.pos])
		}
		p.pos++
	}
	if p.pos == len(p.in) {
		return "", p.fail(`the brace of \%s is not closed`, macro)
	}
	p.pos++
	return string(p.in[start : p.pos-1]), nil
}

// words turns plain words into atoms.
func words(s string, sl slope) []atom {
	var out []atom
	for _, r := range s {
		if r == ' ' {
			out = append(out, atom{space: 0.25})
			continue
		}
		out = append(out, atom{r: r, slope: sl})
	}
	return out
}
