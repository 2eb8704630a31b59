package scenario

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// union reads a value that may be written in several forms.
func (d *decoder) union(n *node, path string, f forms, r Range, enum []string) (Value, bool) {
	v := Value{src: n.src}
	switch n.kind {
	case numberNode:
		if f&formNumber == 0 {
			break
		}
		v.kind, v.num = IsNumber, n.num
		return v, d.numbers(n, path, f, r)
	case textNode:
		return d.word(n, path, f, enum)
	case listNode:
		if f&(formVector|formMatrix|formMatrices) == 0 {
			break
		}
		return d.array(n, path, f, r)
	}
	d.wrongType(n, path, f.words(enum))
	return Value{}, false
}

// word reads an allowed word or a reference to a file.
func (d *decoder) word(n *node, path string, f forms, enum []string) (Value, bool) {
	v := Value{src: n.src, data: &valueData{text: n.text}}
	if slices.Contains(enum, n.text) {
		v.kind = IsWord
		return v, true
	}
	if f&(formColumn|formFile) != 0 && looksLikeFile(n.text) {
		file, column := splitReference(n.text)
		switch {
		case file == "" || strings.HasSuffix(file, "/") || strings.ContainsRune(n.text, '\n'):
			d.fail(n, path, quote(n.text)+" names no file", f.words(enum), "")
		case column == "" && (f&formFile == 0 || strings.HasSuffix(n.text, ":")):
			d.fail(n, path, quote(n.text)+" names no column", f.words(enum), "write "+file+":column")
		case column != "" && f&formColumn == 0:
			d.fail(n, path, quote(n.text)+" names a column", f.words(enum), "write "+file)
		default:
			v.kind = IsFile
			return v, true
		}
		return Value{}, false
	}
	if len(enum) > 0 && !isNumber(n.text) {
		d.fail(n, path, fmt.Sprintf("unknown value %s of %s", quote(n.text), path), f.words(enum), suggest(n.text, enum))
		return Value{}, false
	}
	d.wrongType(n, path, f.words(enum))
	return Value{}, false
}

// array reads a vector, a matrix or a list of matrices by its depth.
func (d *decoder) array(n *node, path string, f forms, r Range) (Value, bool) {
	v := Value{src: n.src, data: &valueData{}}
	depth := arrayDepth(n)
	ok := true
	switch {
	case len(n.items) == 0:
		d.fail(n, path, "is an empty list", f.words(nil), "")
		return Value{}, false
	case depth == 1 && f&formVector != 0:
		v.kind = IsVector
		v.data.vector, ok = d.row(n, path, f, r)
	case depth == 2 && f&formMatrix != 0:
		v.kind = IsMatrix
		v.data.matrix, ok = d.matrix(n, path, f, r)
	case depth == 3 && f&formMatrices != 0:
		v.kind = IsMatrices
		v.data.matrices, ok = d.matrices(n, path, f, r)
	default:
		d.fail(n, path, fmt.Sprintf("is a list %d levels deep", depth), f.words(nil), "")
		return Value{}, false
	}
	return v, ok
}

// arrayDepth is the number of levels of lists, by first entries.
func arrayDepth(n *node) int {
	depth := 0
	for n.kind == listNode {
		depth++
		if len(n.items) == 0 {
			break
		}
		n = n.items[0]
	}
	return depth
}

// row reads a list of numbers.
func (d *decoder) row(n *node, path string, f forms, r Range) ([]float64, bool) {
	xs := make([]float64, len(n.items))
	for i, c := range n.items {
		if c.kind != numberNode || !d.inRange(c, f, r) {
			d.numbers(c, join(path, strconv.Itoa(i+1)), f, r)
			return nil, false
		}
		xs[i] = c.num
	}
	return xs, true
}

// matrix reads a list of rows of one length.
func (d *decoder) matrix(n *node, path string, f forms, r Range) ([][]float64, bool) {
	rows := make([][]float64, len(n.items))
	for i, c := range n.items {
		at := join(path, strconv.Itoa(i+1))
		if c.kind != listNode {
			d.wrongType(c, at, "a row of numbers")
			return nil, false
		}
		if len(c.items) != len(n.items[0].items) {
			d.fail(c, at, fmt.Sprintf("ragged matrix: row %d has %s, row 1 has %d", i+1, count(len(c.items), "number"), len(n.items[0].items)), "rows of one length", "")
			return nil, false
		}
		if len(c.items) == 0 {
			d.fail(c, at, "is an empty row", "a row of numbers", "")
			return nil, false
		}
		row, ok := d.row(c, at, f, r)
		if !ok {
			return nil, false
		}
		rows[i] = row
	}
	return rows, true
}

// matrices reads a list of matrices of one shape.
func (d *decoder) matrices(n *node, path string, f forms, r Range) ([][][]float64, bool) {
	list := make([][][]float64, len(n.items))
	for k, c := range n.items {
		at := join(path, strconv.Itoa(k+1))
		if c.kind != listNode {
			d.wrongType(c, at, "a matrix (a list of rows)")
			return nil, false
		}
		m, ok := d.matrix(c, at, f, r)
		if !ok {
			return nil, false
		}
		if len(m) == 0 || len(m) != len(list[0]) && k > 0 || k > 0 && len(m[0]) != len(list[0][0]) {
			d.fail(c, at, fmt.Sprintf("ragged matrices: matrix %d has another shape than matrix 1", k+1), "matrices of one shape", "")
			return nil, false
		}
		list[k] = m
	}
	return list, true
}

// inRange tells whether a number node may stand in a value.
func (d *decoder) inRange(n *node, f forms, r Range) bool {
	return r.Contains(n.num) && (f&formWhole == 0 || n.num == math.Trunc(n.num) && math.Abs(n.num) <= maxExactInt)
}

// numbers checks one number of a value and says what is wrong with it.
func (d *decoder) numbers(n *node, path string, f forms, r Range) bool {
	if f&formWhole != 0 {
		_, ok := d.whole(n, path, r)
		return ok
	}
	_, ok := d.number(n, path, r, "")
	return ok
}
