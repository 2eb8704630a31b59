package replication

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Compare says how two versions of a file differ, "" where they are the same. With a tolerance above zero
// text files may differ in their numbers, each by that share of the larger, or by that much near zero, and
// pictures and other files of bytes are not compared: their numbers stand beside them in CSV files.
func Compare(name string, a, b []byte, tolerance float64) string {
	if bytes.Equal(a, b) {
		return ""
	}
	if tolerance <= 0 {
		return firstDifference(a, b)
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".csv", ".md", ".jsonl":
	case ".tex":
		if bytes.Contains(a, []byte(`\begin{pgfpicture}`)) {
			return ""
		}
	default:
		return ""
	}
	return compareNumbers(hashes.ReplaceAllString(string(a), "hash"), hashes.ReplaceAllString(string(b), "hash"), tolerance)
}

// firstDifference names the first line that differs.
func firstDifference(a, b []byte) string {
	if bytes.IndexByte(a, 0) >= 0 || bytes.IndexByte(b, 0) >= 0 {
		return "other bytes"
	}
	la, lb := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(la), len(lb)) {
		if !bytes.Equal(la[i], lb[i]) {
			return fmt.Sprintf("line %d is %q, was %q", i+1, short(lb[i]), short(la[i]))
		}
	}
	return fmt.Sprintf("%d lines, were %d", len(lb), len(la))
}

func short(s []byte) string {
	const most = 60
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}

// hashes, such as that of the plan of a sweep, hold the program that made the file.
var hashes = regexp.MustCompile(`\b[0-9a-f]{32,64}\b`)

var numeral = regexp.MustCompile(`[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?`)

// compareNumbers compares two texts number by number; what is between them must be the same.
func compareNumbers(a, b string, tolerance float64) string {
	na, nb := numeral.FindAllStringIndex(a, -1), numeral.FindAllStringIndex(b, -1)
	if len(na) != len(nb) {
		return fmt.Sprintf("%d numbers, were %d", len(nb), len(na))
	}
	worst, at := 0.0, ""
	ea, eb := 0, 0
	for i := range na {
		if a[ea:na[i][0]] != b[eb:nb[i][0]] {
			return fmt.Sprintf("the text before number %d is %q, was %q", i+1, short([]byte(b[eb:nb[i][0]])), short([]byte(a[ea:na[i][0]])))
		}
		ta, tb := a[na[i][0]:na[i][1]], b[nb[i][0]:nb[i][1]]
		ea, eb = na[i][1], nb[i][1]
		x, errx := strconv.ParseFloat(ta, 64)
		y, erry := strconv.ParseFloat(tb, 64)
		if ta == tb || errx != nil || erry != nil {
			if ta != tb {
				return fmt.Sprintf("number %d is %s, was %s", i+1, tb, ta)
			}
			continue
		}
		if d := math.Abs(x-y) / max(1, math.Abs(x), math.Abs(y)); d > tolerance && d > worst {
			worst, at = d, fmt.Sprintf("number %d is %s, was %s", i+1, tb, ta)
		}
	}
	if at != "" {
		return at
	}
	if a[ea:] != b[eb:] {
		return fmt.Sprintf("the text at the end is %q, was %q", short([]byte(b[eb:])), short([]byte(a[ea:])))
	}
	return ""
}
