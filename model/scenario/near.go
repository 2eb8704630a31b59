package scenario

import (
	"slices"
	"strings"
)

// maxEdits is how many single-letter changes a near spelling may be away.
const maxEdits = 2

// maxNear bounds the length of the words compared: longer ones are no slips.
const maxNear = 64

// near returns the word of the list that is spelled most like word, "" where
// none is within two edits, or where the edits would replace all of the word.
func near(word string, list []string) string {
	best, at := maxEdits+1, ""
	if len(word) > maxNear {
		return ""
	}
	for _, w := range list {
		if strings.EqualFold(w, word) {
			return w
		}
		if d := edits(word, w); d < best && d < max(len(word), len(w)) && (d == 1 || min(len(word), len(w)) > 2) {
			best, at = d, w
		}
	}
	return at
}

// edits is the Levenshtein distance of two words, with a swap of neighbouring
// letters counted as one edit (optimal string alignment).
func edits(a, b string) int {
	if len(a) > maxNear || len(b) > maxNear || len(a)-len(b) > maxEdits || len(b)-len(a) > maxEdits {
		return maxEdits + 1
	}
	var rows [3][maxNear + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(b); j++ {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// suggest words the near spelling as a next step.
func suggest(word string, list []string) string {
	if w := near(word, list); w != "" {
		return "did you mean " + w + "?"
	}
	return ""
}

// sorted returns the words in order, leaving the list as it is.
func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// Near returns the word of the list that word is most likely a misspelling of, or "".
func Near(word string, list []string) string { return near(word, list) }
