package page

import (
	"bytes"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// digits is the number of decimals of a coordinate: a thousandth of a point is
// a third of a micrometre.
const digits = 3

// number writes a length without needless zeros.
func number(b *bytes.Buffer, v vg.Length) {
	s := strconv.AppendFloat(nil, float64(v), 'f', digits, 64)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if string(s) == "-0" {
		s = s[1:]
	}
	b.Write(s)
}

// operators are the words of a page description for the parts of a path.
type operators struct{ move, line, curve, close string }

// postfix writes a path as in PDF and PostScript: numbers first.
func postfix(b *bytes.Buffer, path vg.Path, op operators) {
	put := func(q vg.Point) {
		number(b, q.X)
		b.WriteByte(' ')
		number(b, q.Y)
		b.WriteByte(' ')
	}
	for _, s := range path {
		switch s.Type {
		case vg.MoveComp:
			put(s.Pos)
			b.WriteString(op.move)
		case vg.LineComp:
			put(s.Pos)
			b.WriteString(op.line)
		case vg.CurveComp:
			put(s.Control[0])
			put(s.Control[1])
			put(s.Pos)
			b.WriteString(op.curve)
		case vg.CloseComp:
			b.WriteString(op.close)
		}
		b.WriteByte('\n')
	}
}
