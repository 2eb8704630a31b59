package explore

import (
	"slices"

	"github.com/geosolve/geosolve/model/scenario"
)

// mostTogether is how many figures are shown side by side.
const mostTogether = 2

// overview picks the panels that are shown together: the figures that the file asks for, then others, and the
// table that says most: the comparison where that is what the file is about, else the equilibria.
func overview(all []panel, f *scenario.File) []string {
	var figures, tables []panel
	for _, own := range []bool{true, false} {
		for _, p := range all {
			if p.Form == "figure" && (p.index >= 0) == own && len(figures) < mostTogether {
				figures = append(figures, p)
			}
		}
	}
	for _, p := range all {
		if p.Form == "table" {
			tables = append(tables, p)
		}
	}
	if i := slices.IndexFunc(tables, func(p panel) bool { return p.Kind == "compare" }); i > 0 && f.Solve == nil {
		tables[0], tables[i] = tables[i], tables[0]
	}
	slices.SortStableFunc(figures, func(a, b panel) int { return rank(a.Kind) - rank(b.Kind) })
	most := 1
	if len(figures) == 0 {
		most = 2
	}
	var ids []string
	for _, p := range append(figures, tables[:min(most, len(tables))]...) {
		ids = append(ids, p.ID)
	}
	return ids
}
