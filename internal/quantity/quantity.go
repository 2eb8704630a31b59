// Package quantity reads arithmetic on named numbers, such as
//
//	ln payoff.1 - ln payoff.2        100*export_share.1        (effort.HM.1 + effort.HM.2)/2
//
// Names are dotted paths. There are + − * / ^, parentheses, ln and exp; ln and exp bind like a sign, so that
// ln a/b is (ln a)/b. Expressions name the moments of a calibration; what a name means is up to the caller.
package quantity

import (
	"fmt"
	"math"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Expr is an expression that has been read.
type Expr struct {
	text  string
	root  node
	names []string
}

// String is the expression as it was written.
func (e *Expr) String() string { return e.text }

// Names lists the names in the order in which they first occur.
func (e *Expr) Names() []string { return e.names }

// Eval computes the expression. Errors are those of the lookup.
func (e *Expr) Eval(lookup func(name string) (float64, error)) (float64, error) {
	return e.root(lookup)
}

// node computes a part of an expression.
type node func(lookup func(string) (float64, error)) (float64, error)

// maxDepth bounds nesting, which recursion pays for.
const maxDepth = 100

// Parse reads an expression. Its error says where in the text it stopped, counted in characters from 1.
func Parse(text string) (*Expr, error) {
	p := &parser{text: text, expr: &Expr{text: text}}
	root, err := p.sum(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(text) {
		return nil, p.errorf("did not expect %q", p.peek())
	}
	p.expr.root = root
	return p.expr, nil
}

type parser struct {
	text string
	at   int
	expr *Expr
}

func (p *parser) errorf(format string, args ...any) error {
	return fmt.Errorf("%q, character %d: %s", p.text, utf8.RuneCountInString(p.text[:p.at])+1, fmt.Sprintf(format, args...))
}

func (p *parser) space() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t') {
		p.at++
	}
}

// peek is the next character, 0 at the end.
func (p *parser) peek() rune {
	if p.at >= len(p.text) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return r
}

// take steps over one of the characters, and tells which; 0 where none of them is next.
func (p *parser) take(set string) rune {
	p.space()
	c := p.peek()
	for _, s := range set {
		if c == s {
			p.at += utf8.RuneLen(c)
			return c
		}
	}
	return 0
}

func binary(a, b node, f func(x, y float64) float64) node {
	return func(lookup func(string) (float64, error)) (float64, error) {
		x, err := a(lookup)
		if err != nil {
			return 0, err
		}
		y, err := b(lookup)
		return f(x, y), err
	}
}

func unary(a node, f func(x float64) float64) node {
	return func(lookup func(string) (float64, error)) (float64, error) {
		x, err := a(lookup)
		return f(x), err
	}
}

// sum is product {(+|−) product}.
func (p *parser) sum(depth int) (node, error) {
	if depth > maxDepth {
		return nil, p.errorf("nested more than %d deep", maxDepth)
	}
	left, err := p.product(depth)
	for err == nil {
		op := p.take("+-−")
		if op == 0 {
			return left, nil
		}
		var right node
		if right, err = p.product(depth); err != nil {
			break
		}
		if op == '+' {
			left = binary(left, right, func(x, y float64) float64 { return x + y })
		} else {
			left = binary(left, right, func(x, y float64) float64 { return x - y })
		}
	}
	return nil, err
}

// product is sign {(*|/) sign}.
func (p *parser) product(depth int) (node, error) {
	left, err := p.sign(depth)
	for err == nil {
		op := p.take("*/")
		if op == 0 {
			return left, nil
		}
		var right node
		if right, err = p.sign(depth); err != nil {
			break
		}
		if op == '*' {
			left = binary(left, right, func(x, y float64) float64 { return x * y })
		} else {
			left = binary(left, right, func(x, y float64) float64 { return x / y })
		}
	}
	return nil, err
}

// sign is {−} power.
func (p *parser) sign(depth int) (node, error) {
	if depth > maxDepth {
		return nil, p.errorf("nested more than %d deep", maxDepth)
	}
	if p.take("-−") != 0 {
		x, err := p.sign(depth + 1)
		if err != nil {
			return nil, err
		}
		return unary(x, func(v float64) float64 { return -v }), nil
	}
	return p.power(depth)
}

// power is atom [^ sign]: to the right, and above the sign to its left.
func (p *parser) power(depth int) (node, error) {
	base, err := p.atom(depth)
	if err != nil || p.take("^") == 0 {
		return base, err
	}
	exponent, err := p.sign(depth + 1)
	if err != nil {
		return nil, err
	}
	return binary(base, exponent, math.Pow), nil
}

func (p *parser) atom(depth int) (node, error) {
	p.space()
	switch c := p.peek(); {
	case c == 0:
		return nil, p.errorf("expected a number, a name or (")
	case c == '(':
		p.at++
		x, err := p.sum(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.take(")") == 0 {
			return nil, p.errorf("expected )")
		}
		return x, nil
	case c >= '0' && c <= '9' || c == '.':
		return p.number()
	case c == '_' || unicode.IsLetter(c):
		return p.name(depth)
	default:
		return nil, p.errorf("did not expect %q", c)
	}
}

func (p *parser) number() (node, error) {
	from := p.at
	digits := func() {
		for p.at < len(p.text) && (p.text[p.at] >= '0' && p.text[p.at] <= '9' || p.text[p.at] == '.') {
			p.at++
		}
	}
	digits()
	if p.at < len(p.text) && (p.text[p.at] == 'e' || p.text[p.at] == 'E') {
		p.at++
		if p.at < len(p.text) && (p.text[p.at] == '-' || p.text[p.at] == '+') {
			p.at++
		}
		digits()
	}
	v, err := strconv.ParseFloat(p.text[from:p.at], 64)
	if err != nil {
		return nil, p.errorf("%q is no number", p.text[from:p.at])
	}
	return func(func(string) (float64, error)) (float64, error) { return v, nil }, nil
}

// functions by name.
var functions = map[string]func(float64) float64{"ln": math.Log, "exp": math.Exp}

func (p *parser) name(depth int) (node, error) {
	from := p.at
	for c := p.peek(); c == '_' || c == '.' || unicode.IsLetter(c) || unicode.IsDigit(c); c = p.peek() {
		p.at += utf8.RuneLen(c)
	}
	name := p.text[from:p.at]
	if f, ok := functions[name]; ok {
		x, err := p.sign(depth + 1)
		if err != nil {
			return nil, err
		}
		return unary(x, f), nil
	}
	known := false
	for _, n := range p.expr.names {
		known = known || n == name
	}
	if !known {
		p.expr.names = append(p.expr.names, name)
	}
	return func(lookup func(string) (float64, error)) (float64, error) { return lookup(name) }, nil
}
