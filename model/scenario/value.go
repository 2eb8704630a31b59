package scenario

import (
	"slices"
	"strings"
)

// ValueKind tells what a Value holds.
type ValueKind uint8

// Kinds of a Value.
const (
	Absent     ValueKind = iota // nothing: the key was left out
	IsNumber                    // one number
	IsVector                    // a list of numbers
	IsMatrix                    // a list of rows, all of one length
	IsMatrices                  // a list of matrices, all of one shape
	IsWord                      // a word that the key allows, such as "local"
	IsFile                      // a reference: a file, or a column of one
)

// Value is a value that may be written in several forms: a number, a list, a
// matrix, a word, or a reference to a file. The zero Value is absent. Values
// are not changed: Vector, Matrix and Matrices return what they hold, to be
// read only.
type Value struct {
	kind ValueKind
	num  float64
	data *valueData
	src  Source
}

// valueData holds what does not fit into a few words.
type valueData struct {
	vector   []float64
	matrix   [][]float64
	matrices [][][]float64
	text     string
}

// NumberValue returns a Value that holds x.
func NumberValue(x float64) Value {
	return Value{kind: IsNumber, num: x, src: Source{Origin: FromCode}}
}

// VectorValue returns a Value that holds xs, which must not change afterwards.
func VectorValue(xs []float64) Value {
	return Value{kind: IsVector, data: &valueData{vector: xs}, src: Source{Origin: FromCode}}
}

// MatrixValue returns a Value that holds the rows, which must not change
// afterwards.
func MatrixValue(rows [][]float64) Value {
	return Value{kind: IsMatrix, data: &valueData{matrix: rows}, src: Source{Origin: FromCode}}
}

// From returns v with another source: a column read from a file keeps the
// source of the reference.
func (v Value) From(src Source) Value {
	v.src = src
	return v
}

// Kind tells what v holds.
func (v Value) Kind() ValueKind { return v.kind }

// IsSet tells whether v holds anything.
func (v Value) IsSet() bool { return v.kind != Absent }

// Source tells where v comes from.
func (v Value) Source() Source { return v.src }

// Number returns the number that v holds.
func (v Value) Number() (x float64, ok bool) { return v.num, v.kind == IsNumber }

// NumberOr returns the number that v holds, or x.
func (v Value) NumberOr(x float64) float64 {
	if v.kind == IsNumber {
		return v.num
	}
	return x
}

// Vector returns the list of numbers that v holds, nil where it holds none.
func (v Value) Vector() []float64 {
	if v.kind != IsVector {
		return nil
	}
	return v.data.vector
}

// VectorOf returns n numbers: the list that v holds, or its one number n
// times, or fill n times where v is absent. ok is false where v holds another
// number of numbers or something else.
func (v Value) VectorOf(n int, fill float64) (xs []float64, ok bool) {
	switch v.kind {
	case Absent:
		return slices.Repeat([]float64{fill}, n), true
	case IsNumber:
		return slices.Repeat([]float64{v.num}, n), true
	case IsVector:
		return v.data.vector, len(v.data.vector) == n
	}
	return nil, false
}

// Matrix returns the rows that v holds, nil where it holds none.
func (v Value) Matrix() [][]float64 {
	if v.kind != IsMatrix {
		return nil
	}
	return v.data.matrix
}

// Rows returns the rows of a matrix, or a list as a matrix of one row: "share"
// of one industry is a list, of several one list per industry.
func (v Value) Rows() [][]float64 {
	switch v.kind {
	case IsVector:
		return [][]float64{v.data.vector}
	case IsMatrix:
		return v.data.matrix
	}
	return nil
}

// Matrices returns the matrices that v holds, nil where it holds none.
func (v Value) Matrices() [][][]float64 {
	if v.kind != IsMatrices {
		return nil
	}
	return v.data.matrices
}

// Word returns the word that v holds, "" where it holds none.
func (v Value) Word() string {
	if v.kind != IsWord {
		return ""
	}
	return v.data.text
}

// Reference returns the file and, where one is named, the column that v refers
// to. The file is as written: [File.Resolve] makes it a path.
func (v Value) Reference() (file, column string, ok bool) {
	if v.kind != IsFile {
		return "", "", false
	}
	file, column = splitReference(v.data.text)
	return file, column, true
}

// splitReference cuts "file.csv:column" at its last colon; a colon that is
// followed by a slash or backslash belongs to the file.
func splitReference(s string) (file, column string) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.ContainsAny(s[i+1:], `/\`) {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// looksLikeFile tells whether a text is meant as a reference: it has an
// extension or a folder. "loacl" is a misspelt word, "shares.csv" a file.
func looksLikeFile(s string) bool {
	file, _ := splitReference(s)
	return strings.ContainsAny(file, `./\`)
}

// each calls do for every number that v holds with its place: nothing for a
// number, "[2]" or "[2][1]" counted from 1 otherwise. It stops where do says so.
func (v Value) each(do func(x float64, place []int) bool) {
	switch v.kind {
	case IsNumber:
		do(v.num, nil)
	case IsVector:
		for i, x := range v.data.vector {
			if !do(x, []int{i + 1}) {
				return
			}
		}
	case IsMatrix:
		for i, row := range v.data.matrix {
			for j, x := range row {
				if !do(x, []int{i + 1, j + 1}) {
					return
				}
			}
		}
	case IsMatrices:
		for k, m := range v.data.matrices {
			for i, row := range m {
				for j, x := range row {
					if !do(x, []int{k + 1, i + 1, j + 1}) {
						return
					}
				}
			}
		}
	}
}

// plain returns what v holds as JSON knows it, nil where v is absent.
func (v Value) plain() any {
	switch v.kind {
	case IsNumber:
		return v.num
	case IsVector:
		return v.data.vector
	case IsMatrix:
		return v.data.matrix
	case IsMatrices:
		return v.data.matrices
	case IsWord, IsFile:
		return v.data.text
	}
	return nil
}

// MarshalJSON writes what v holds: a number, lists, a word or a reference.
func (v Value) MarshalJSON() ([]byte, error) { return appendJSON(nil, v.plain()), nil }

// Params are the parameters of the model by name.
type Params map[string]Value

// Number returns a parameter that is one number.
func (p Params) Number(name string) (x float64, ok bool) { return p[name].Number() }

// Names lists the parameters in order.
func (p Params) Names() []string {
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
