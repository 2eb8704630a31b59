package page

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
)

// WriteEPS writes the page as Encapsulated PostScript, level 2. PostScript has
// no transparency: a translucent colour is mixed with the white paper.
func (p *Page) WriteEPS(w io.Writer, title string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%!PS-Adobe-3.0 EPSF-3.0\n%%%%BoundingBox: 0 0 %d %d\n%%%%HiResBoundingBox: 0 0 ",
		int(math.Ceil(float64(p.Width))), int(math.Ceil(float64(p.Height))))
	number(&b, p.Width)
	b.WriteByte(' ')
	number(&b, p.Height)
	fmt.Fprintf(&b, "\n%%%%Title: (%s)\n%%%%Creator: geosolve\n%%%%LanguageLevel: 2\n%%%%Pages: 1\n%%%%EndComments\n", psTitle(title))
	b.WriteString("%%Page: 1 1\ngsave 1 setlinejoin 0 setlinecap\n" +
		"/m/moveto load def /l/lineto load def /c/curveto load def /h/closepath load def\n")
	for _, it := range p.Items {
		if it.Kind > Stroke {
			continue
		}
		over := func(v uint8) float64 {
			a := float64(it.Color.A) / 255
			return float64(v)/255*a + 1 - a
		}
		fmt.Fprintf(&b, "%.4g %.4g %.4g setrgbcolor newpath\n", over(it.Color.R), over(it.Color.G), over(it.Color.B))
		if it.Kind == Stroke {
			number(&b, it.Width)
			b.WriteString(" setlinewidth [")
			for _, d := range it.Dash {
				number(&b, d)
				b.WriteByte(' ')
			}
			b.WriteString("] 0 setdash\n")
		}
		postfix(&b, it.Path, operators{"m", "l", "c", "h"})
		if it.Kind == Fill {
			b.WriteString("fill\n")
		} else {
			b.WriteString("stroke\n")
		}
	}
	b.WriteString("grestore\nshowpage\n%%EOF\n")
	_, err := w.Write(b.Bytes())
	return err
}

// psTitle keeps plain letters only: a comment holds no others.
func psTitle(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) {
			return '?'
		}
		return r
	}, s)
}
