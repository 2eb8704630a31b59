package page

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WritePDF writes the page as PDF 1.4. The file has no dates and no random
// identifier.
func (p *Page) WritePDF(w io.Writer, title string) error {
	var content bytes.Buffer
	alphas := p.pdfContent(&content)
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(content.Bytes()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}

	var states strings.Builder
	for i, a := range alphas {
		fmt.Fprintf(&states, "/G%d << /ca %.3f /CA %.3f >> ", i, float64(a)/255, float64(a)/255)
	}
	var size bytes.Buffer
	number(&size, p.Width)
	size.WriteByte(' ')
	number(&size, p.Height)
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] /Contents 4 0 R "+
			"/Resources << /ExtGState << %s>> >> /Group << /S /Transparency /CS /DeviceRGB >> >>",
			size.String(), states.String()),
		fmt.Sprintf("<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", packed.Len(), packed.String()),
		fmt.Sprintf("<< /Title %s /Producer (geosolve) >>", pdfString(title)),
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	_, err := w.Write(out.Bytes())
	return err
}

// pdfContent writes the drawing and returns the opacities it uses, in the
// order of their names G0, G1, …
func (p *Page) pdfContent(b *bytes.Buffer) []uint8 {
	alphas := []uint8{255}
	alpha := uint8(255)
	b.WriteString("1 j 0 J\n")
	for _, it := range p.Items {
		if it.Kind > Stroke {
			continue
		}
		if it.Color.A != alpha {
			alpha = it.Color.A
			i := slices.Index(alphas, alpha)
			if i < 0 {
				i, alphas = len(alphas), append(alphas, alpha)
			}
			fmt.Fprintf(b, "/G%d gs\n", i)
		}
		c := it.Color
		rgb := fmt.Sprintf("%.4g %.4g %.4g", float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
		if it.Kind == Fill {
			fmt.Fprintf(b, "%s rg\n", rgb)
		} else {
			fmt.Fprintf(b, "%s RG ", rgb)
			number(b, it.Width)
			b.WriteString(" w [")
			for _, d := range it.Dash {
				number(b, d)
				b.WriteByte(' ')
			}
			b.WriteString("] 0 d\n")
		}
		postfix(b, it.Path, operators{"m", "l", "c", "h"})
		if it.Kind == Fill {
			b.WriteString("f\n")
		} else {
			b.WriteString("S\n")
		}
	}
	return alphas
}

// pdfString writes a text string in UTF-16.
func pdfString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, r := range s {
		if r > 0xffff {
			r = 0xfffd
		}
		fmt.Fprintf(&b, "%04X", r)
	}
	b.WriteByte('>')
	return b.String()
}
