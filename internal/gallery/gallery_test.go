package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/geosolve/geosolve/model/scenario"
)

const root = "../.."

// TestEveryKind catches a type of figure without an entry: the kinds are the keys of a figure that hold a block.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	var have []string
	for _, e := range entries {
		have = append(have, e.kind)
	}
	figure := reflect.TypeFor[scenario.Figure]()
	for i := range figure.NumField() {
		f := figure.Field(i)
		if key := f.Tag.Get("key"); f.Type.Kind() == reflect.Pointer && !slices.Contains(have, key) {
			t.Errorf("the gallery has no figure of kind %s; add one to entries", key)
		}
	}
}

// TestGalleryIsCurrent draws every figure again. On the kind of processor that drew the page the bytes are the
// same; on others, which round differently, the pictures look alike.
func TestGalleryIsCurrent(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	files, err := Files(context.Background(), root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
		have, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.Path)))
		switch {
		case err != nil:
			t.Errorf("%v; go run ./internal/gallery", err)
		case bytes.Equal(have, f.Data):
		case strings.HasSuffix(f.Path, ".png") && runtime.GOARCH != "amd64" && alike(have, f.Data):
		default:
			t.Errorf("%s is stale; go run ./internal/gallery, and look at it", f.Path)
		}
	}
	old, err := filepath.Glob(filepath.Join(root, images, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range old {
		if !slices.Contains(names, images+"/"+filepath.Base(path)) {
			t.Errorf("%s is no figure of the gallery any more; delete it", path)
		}
	}
}

// alike tells whether two pictures have one size and differ by less than a fiftieth of full contrast on average:
// a line that moves by a point changes far less, another figure far more.
func alike(a, b []byte) bool {
	p, err1 := png.Decode(bytes.NewReader(a))
	q, err2 := png.Decode(bytes.NewReader(b))
	if err1 != nil || err2 != nil || p.Bounds() != q.Bounds() {
		return false
	}
	const most = 255 / 50.
	return difference(p, q) < most
}

// difference is the mean difference of the channels of two pictures.
func difference(p, q image.Image) float64 {
	sum, n := 0, 0
	box := p.Bounds()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			a, b := at(p, x, y), at(q, x, y)
			for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
				sum, n = sum+max(d, -d), n+1
			}
		}
	}
	return float64(sum) / float64(n)
}

// TestNotBlank catches a figure with nothing in it.
func TestNotBlank(t *testing.T) {
	t.Parallel()
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(root, images, e.name()))
		if err != nil {
			t.Error(err)
			continue
		}
		p, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Error(err)
			continue
		}
		white := image.NewUniform(image.White.C)
		blank := image.NewNRGBA(p.Bounds())
		for y := range p.Bounds().Dy() {
			for x := range p.Bounds().Dx() {
				blank.Set(x, y, white.C)
			}
		}
		if d := difference(p, blank); d < 1 {
			t.Errorf("%s is all but white: %.2f", e.name(), d)
		}
	}
}
