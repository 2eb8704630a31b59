package scenario

import (
	"math"
	"strconv"
	"strings"
)

// isNumber tells whether a plain scalar is written as a decimal number:
// [+-] digits [. digits] [e [+-] digits], with digits before or after the dot.
func isNumber(s string) bool {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	digits := 0
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		digits++
	}
	if i < len(s) && s[i] == '.' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			digits++
		}
	}
	if digits == 0 {
		return false
	}
	if i == len(s) {
		return true
	}
	if s[i] != 'e' && s[i] != 'E' {
		return false
	}
	if i++; i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	if i == len(s) {
		return false
	}
	for ; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// notFinite tells whether a plain scalar is a spelling of NaN or infinity, in
// YAML or as JSON writers of several languages put it.
func notFinite(s string) bool {
	switch strings.ToLower(strings.TrimLeft(s, "+-")) {
	case ".nan", "nan", ".inf", "inf", "infinity":
		return true
	}
	return false
}

// longWhole is where whole numbers begin to be written with an exponent.
const longWhole = 1e15

// format writes a number in the shortest form that reads back as the same.
func format(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "−∞"
	}
	if x == math.Trunc(x) && math.Abs(x) < longWhole {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
