package page

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// sheet is a red square in the lower left quarter, under transformations, and
// a dashed blue line.
func sheet() *Page {
	p := New(100, 60)
	p.Push()
	p.Translate(vg.Point{X: 25, Y: 15})
	p.Rotate(math.Pi / 2)
	p.Scale(2, 2)
	p.SetColor(color.NRGBA{255, 0, 0, 255})
	var sq vg.Path
	sq.Move(vg.Point{X: -5, Y: -5})
	sq.Line(vg.Point{X: 5, Y: -5})
	sq.Line(vg.Point{X: 5, Y: 5})
	sq.Line(vg.Point{X: -5, Y: 5})
	sq.Close()
	p.Fill(sq)
	p.Pop()
	p.SetColor(color.NRGBA{0, 0, 255, 128})
	p.SetLineWidth(2)
	p.SetLineDash([]vg.Length{3, 1}, 0)
	var l vg.Path
	l.Move(vg.Point{X: 60, Y: 10})
	l.Arc(vg.Point{X: 70, Y: 30}, 10, 0, math.Pi)
	l.QuadTo(vg.Point{X: 60, Y: 50}, vg.Point{X: 90, Y: 50})
	p.Stroke(l)
	return p
}

func at(t *testing.T, b []byte, x, y float64) color.NRGBA {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	s := img.Bounds().Size()
	return color.NRGBAModel.Convert(img.At(int(x*float64(s.X)), int(y*float64(s.Y)))).(color.NRGBA)
}

// The lower left stays the lower left in every format: this catches pictures
// that are upside down. Formats are converted by outside programs where these
// are installed.
func TestFormatsAgree(t *testing.T) {
	p := sheet()
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var img, pdf, svg, eps bytes.Buffer
	for _, err := range []error{p.WritePNG(&img, 72), p.WritePDF(&pdf, "Łódź (a)"), p.WriteSVG(&svg, "a < b"), p.WriteEPS(&eps, "a (b)")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	check := func(name string, b []byte) {
		if c := at(t, b, 0.25, 0.75); c.R < 250 || c.G > 5 || c.B > 5 {
			t.Errorf("%s: the lower left is %v, want red", name, c)
		}
		if c := at(t, b, 0.25, 0.25); c.R < 250 || c.G < 250 {
			t.Errorf("%s: the upper left is %v, want white", name, c)
		}
	}
	check("png", img.Bytes())
	for _, f := range []struct {
		name string
		data []byte
		args []string
	}{
		{"pdf", pdf.Bytes(), []string{"pdftoppm", "-png", "-r", "72", "-singlefile", "IN", "OUT"}},
		{"svg", svg.Bytes(), []string{"rsvg-convert", "-b", "white", "IN", "-o", "OUT.png"}},
		{"eps", eps.Bytes(), []string{"gs", "-q", "-dEPSCrop", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-r72", "-sOutputFile=OUT.png", "IN"}},
	} {
		if _, err := exec.LookPath(f.args[0]); errors.Is(err, exec.ErrNotFound) {
			continue
		}
		in, out := filepath.Join(dir, "in."+f.name), filepath.Join(dir, f.name)
		write(t, in, f.data)
		args := make([]string, 0, len(f.args))
		for _, a := range f.args[1:] {
			args = append(args, strings.ReplaceAll(strings.ReplaceAll(a, "IN", in), "OUT", out))
		}
		if msg, err := exec.Command(f.args[0], args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", f.name, err, msg)
			continue
		}
		check(f.name, read(t, out+".png"))
	}
}

// Points that are not finite, and images, are errors and are not drawn.
func TestErrors(t *testing.T) {
	p := New(10, 10)
	var path vg.Path
	path.Move(vg.Point{X: vg.Length(math.NaN())})
	path.Line(vg.Point{})
	p.Stroke(path)
	if p.Err() == nil || len(p.Items) != 0 {
		t.Errorf("NaN: error %v, %d items", p.Err(), len(p.Items))
	}
	p = New(10, 10)
	p.DrawImage(vg.Rectangle{}, nil)
	if p.Err() == nil {
		t.Error("image: no error")
	}
}

// A circle of four cubics stays within the documented distance of a circle.
func TestArc(t *testing.T) {
	p := New(10, 10)
	var path vg.Path
	path.Arc(vg.Point{}, 1, 0.3, 2*math.Pi)
	flat := p.flatten(path)
	var a vg.Point
	n := 0
	for _, s := range flat {
		if s.Type != vg.CurveComp {
			a = s.Pos
			continue
		}
		n++
		for k := 0; k <= 10; k++ {
			u := float64(k) / 10
			bez := func(p0, p1, p2, p3 vg.Length) float64 {
				return (1-u)*(1-u)*(1-u)*float64(p0) + 3*u*(1-u)*(1-u)*float64(p1) + 3*u*u*(1-u)*float64(p2) + u*u*u*float64(p3)
			}
			r := math.Hypot(bez(a.X, s.Control[0].X, s.Control[1].X, s.Pos.X), bez(a.Y, s.Control[0].Y, s.Control[1].Y, s.Pos.Y))
			if math.Abs(r-1) > 3e-4 {
				t.Fatalf("radius %g", r)
			}
		}
		a = s.Pos
	}
	if n != 4 {
		t.Errorf("%d curves, want 4", n)
	}
}

// Files hold no dates.
func TestNoDates(t *testing.T) {
	var b bytes.Buffer
	if err := errors.Join(sheet().WritePDF(&b, ""), sheet().WriteEPS(&b, ""), sheet().WriteSVG(&b, "")); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "Date") {
		t.Error("a file holds a date")
	}
}
