package explore

import (
	"slices"
	"strings"
)

// command is the command line that writes what a panel shows: without a panel, everything.
func (x *Explorer) command(c *composed) string {
	words := []string{"geosolve", "run", x.src.Name}
	switch {
	case c.panel.Form == "figure":
		words[1] = "plot"
	case c.panel.Form == "table":
		words[1] = c.panel.Kind
	case len(c.file.Tasks()) == 0 && len(c.file.Figures) == 0:
		words[1] = "solve"
	}
	for _, s := range x.allSet(c) {
		words = append(words, "--set", s)
	}
	if c.panel.Form == "figure" && c.panel.index < 0 {
		words = append(words, "--out", c.panel.ID)
	}
	if c.panel.Form == "table" && c.panel.part == "" {
		words = append(words, "--format", "csv")
	}
	for i, w := range words {
		words[i] = shellQuoted(w)
	}
	return strings.Join(words, " ")
}

// allSet are the overrides of the command line and of a request, of those of one path the last.
func (x *Explorer) allSet(c *composed) []string {
	all := slices.Concat(x.src.Set, c.set)
	last := map[string]int{}
	for i, s := range all {
		path, _, _ := strings.Cut(s, "=")
		last[shortPath(path)] = i
	}
	var out []string
	for i, s := range all {
		if path, _, _ := strings.Cut(s, "="); last[shortPath(path)] == i {
			out = append(out, s)
		}
	}
	return out
}

// shellQuoted protects a word from the shell where it needs that.
func shellQuoted(w string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./=:,+@%", r)
	}
	if w != "" && !strings.ContainsFunc(w, func(r rune) bool { return !plain(r) }) {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}
