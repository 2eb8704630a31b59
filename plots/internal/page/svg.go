package page

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot/vg"
)

// WriteSVG writes the page as SVG 1.1 on white, sized in points. Each label is a group
// whose aria-label is its source, so that a screen reader can read it.
func (p *Page) WriteSVG(w io.Writer, title string) error {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
	number(&b, p.Width)
	b.WriteString("pt\" height=\"")
	number(&b, p.Height)
	b.WriteString("pt\" viewBox=\"0 0 ")
	number(&b, p.Width)
	b.WriteByte(' ')
	number(&b, p.Height)
	b.WriteString("\" role=\"img\">\n")
	if title != "" {
		fmt.Fprintf(&b, "<title>%s</title>\n", escapeXML(title))
	}
	b.WriteString("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n")
	for _, it := range p.Items {
		switch it.Kind {
		case TextStart:
			fmt.Fprintf(&b, "<g aria-label=\"%s\">\n", escapeXML(it.Text.Text))
		case TextEnd:
			b.WriteString("</g>\n")
		default:
			p.svgPath(&b, it)
		}
	}
	b.WriteString("</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func (p *Page) svgPath(b *bytes.Buffer, it Item) {
	b.WriteString(`<path d="`)
	put := func(letter byte, pts ...vg.Point) {
		b.WriteByte(letter)
		for i, q := range pts {
			if i > 0 {
				b.WriteByte(' ')
			}
			number(b, q.X)
			b.WriteByte(' ')
			number(b, p.Height-q.Y)
		}
	}
	for _, s := range it.Path {
		switch s.Type {
		case vg.MoveComp:
			put('M', s.Pos)
		case vg.LineComp:
			put('L', s.Pos)
		case vg.CurveComp:
			put('C', s.Control[0], s.Control[1], s.Pos)
		case vg.CloseComp:
			b.WriteByte('Z')
		}
	}
	c := hex(it.Color)
	if it.Kind == Fill {
		fmt.Fprintf(b, `" fill="%s"`, c)
		if it.Color.A < 255 {
			fmt.Fprintf(b, ` fill-opacity="%.3f"`, float64(it.Color.A)/255)
		}
	} else {
		fmt.Fprintf(b, `" fill="none" stroke-linejoin="round" stroke="%s" stroke-width="`, c)
		number(b, it.Width)
		b.WriteByte('"')
		if it.Color.A < 255 {
			fmt.Fprintf(b, ` stroke-opacity="%.3f"`, float64(it.Color.A)/255)
		}
		for i, d := range it.Dash {
			if i == 0 {
				b.WriteString(` stroke-dasharray="`)
			} else {
				b.WriteByte(' ')
			}
			number(b, d)
		}
		if len(it.Dash) > 0 {
			b.WriteByte('"')
		}
	}
	b.WriteString("/>\n")
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func escapeXML(s string) string {
	var b bytes.Buffer
	// A bytes.Buffer takes every byte: EscapeText cannot fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
