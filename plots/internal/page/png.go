package page

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"

	"gonum.org/v1/plot/vg/vgimg"
)

// WritePNG writes the page as a PNG image on white at a resolution in dots per
// inch, which the file states so that it prints at its size.
func (p *Page) WritePNG(w io.Writer, dpi int) error {
	img := vgimg.NewWith(vgimg.UseWH(p.Width, p.Height), vgimg.UseDPI(dpi))
	for _, it := range p.Items {
		switch it.Kind {
		case Fill:
			img.SetColor(it.Color)
			img.Fill(it.Path)
		case Stroke:
			img.SetColor(it.Color)
			img.SetLineWidth(it.Width)
			img.SetLineDash(it.Dash, 0)
			img.Stroke(it.Path)
		}
	}
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: img}).WriteTo(&b); err != nil {
		return err
	}
	out, err := withResolution(b.Bytes(), dpi)
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// headerEnd is where the first chunk of a PNG file ends: signature (8), length
// and type (8), header (13), checksum (4).
const headerEnd = 33

// withResolution inserts a pHYs chunk, in dots per metre, after the header.
func withResolution(img []byte, dpi int) ([]byte, error) {
	if len(img) < headerEnd {
		return nil, errors.New("png: file too short")
	}
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // unit: the metre
	var out []byte
	out = append(out, img[:headerEnd]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, img[headerEnd:]...), nil
}
