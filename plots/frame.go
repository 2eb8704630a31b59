package plots

import "gonum.org/v1/plot/vg"

// Frame is where the data area of a figure lies on its page, and which values its edges stand for: what a
// program needs to point at a value in a drawn figure.
type Frame struct {
	// Edges of the area as shares of the width and of the height of the page, from its left and its top.
	Left, Right, Top, Bottom float64
	// Values at the edges.
	XMin, XMax, YMin, YMax float64
	LogX, LogY             bool
}

// FrameOf is the frame of a figure with one pair of axes; ok is false for others.
func FrameOf(fig Figure, p Preset) (f Frame, ok bool, err error) {
	c, one := fig.(charter)
	if !one {
		return f, false, nil
	}
	width, height, err := Size(fig, p)
	if err != nil {
		return f, false, err
	}
	st := newStyle(p)
	st.room = width
	ch, err := c.chart(st)
	if err != nil {
		return f, false, wrapError(err)
	}
	if ch.x == nil || ch.y == nil {
		return f, false, nil
	}
	_, area, err := ch.solve(st, vg.Rectangle{Max: vg.Point{X: width, Y: height}}, insets{})
	if err != nil {
		return f, false, wrapError(err)
	}
	x, y := ch.x.scale, ch.y.scale
	return Frame{
		Left: float64(area.Min.X / width), Right: float64(area.Max.X / width),
		Top: 1 - float64(area.Max.Y/height), Bottom: 1 - float64(area.Min.Y/height),
		XMin: x.value(0), XMax: x.value(1), YMin: y.value(0), YMax: y.value(1), LogX: x.log, LogY: y.log,
	}, true, nil
}
