package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"
)

// reduced is a picture with a palette, a third of the bytes of one with a colour for each point: figures have few
// colours, and the shades between them that smooth edges.
func reduced(data []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	box := full.Bounds()
	out := image.NewPaletted(box, palette(full))
	nearest := map[color.NRGBA]uint8{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := at(full, x, y)
			k, known := nearest[c]
			if !known {
				k = uint8(out.Palette.Index(c))
				nearest[c] = k
			}
			out.SetColorIndex(x, y, k)
		}
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&b, out); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// most is how many colours a palette holds: enough for smooth edges and for a scale of colours, which shows steps below it.
const most = 64

// palette is the colours that cover most points, where those that differ by less than a 32nd count as one.
func palette(p image.Image) color.Palette {
	count := map[color.NRGBA]int{}
	box := p.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := at(p, x, y)
			count[color.NRGBA{step(c.R), step(c.G), step(c.B), 255}]++
		}
	}
	list := make([]color.NRGBA, 0, len(count))
	for c := range count {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b color.NRGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var out color.Palette
	for _, c := range list[:min(most, len(list))] {
		out = append(out, c)
	}
	return out
}

// step rounds to 32 levels, of which the last is full.
func step(v uint8) uint8 { return uint8((int(v)*31 + 127) / 255 * 255 / 31) }

func at(p image.Image, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(p.At(x, y)).(color.NRGBA)
}
