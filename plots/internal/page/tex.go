package page

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"

	"github.com/geosolve/geosolve/plots/internal/outline"
)

// TeXOptions say how a page is set in LaTeX.
type TeXOptions struct {
	Title string // for the comment at the top
	Size  vg.Length
	Sans  bool
}

// texHead begins a file that is a figure for \input and also a document of its
// own: before \begin{document} the macro \@nodocument is an error message, and
// it does nothing after. The verbs are width and height in big points.
const texHead = `%% A document that inputs this file needs \usepackage{pgf} (or tikz, or pgfplots),
%% and \usepackage[T1]{fontenc} where labels hold letters such as those of Polish.
%% Labels take its typefaces; \renewcommand\geosolvefont{...} changes their size.
%% The file is also a document by itself: pdflatex makes a page of the figure's size.
\expandafter\ifx\csname @nodocument\endcsname\relax\let\geosolveend\relax
\else
  \documentclass{article}
  \usepackage[papersize={%[1]sbp,%[2]sbp},margin=0pt]{geometry}
  \pagestyle{empty}\parindent=0pt\topskip=0pt\relax
  \usepackage[T1]{fontenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  \usepackage{pgf}
  \def\geosolveend{\end{document}}
  \begin{document}
\fi
`

// texMacros shorten the paths; each is local to the picture.
const texMacros = `\def\gsm#1 #2 {\pgfpathmoveto{\pgfqpoint{#1bp}{#2bp}}}%
\def\gsl#1 #2 {\pgfpathlineto{\pgfqpoint{#1bp}{#2bp}}}%
\def\gsc#1 #2 #3 #4 #5 #6 {\pgfpathcurveto{\pgfqpoint{#1bp}{#2bp}}{\pgfqpoint{#3bp}{#4bp}}{\pgfqpoint{#5bp}{#6bp}}}%
\def\gsh{\pgfpathclose}%
\def\gsf{\pgfusepath{fill}}%
\def\gss{\pgfusepath{stroke}}%
\def\gst#1#2{\setbox0=\hbox{#2}\ifdim\wd0>#1bp \resizebox{#1bp}{!}{\unhbox0}\else\unhbox0\fi}%
`

// WriteTeX writes the page as a PGF picture for LaTeX. Paths are those of every
// other format; labels are text that LaTeX sets at their anchors, so that they
// match the paper around the figure.
func (p *Page) WriteTeX(w io.Writer, o TeXOptions) error {
	t := &texPage{options: o, colors: map[color.NRGBA]string{}}
	fmt.Fprintf(&t.b, "%% %s\n", texComment(o.Title))
	fmt.Fprintf(&t.b, texHead, short(p.Width), short(p.Height))
	family := ""
	if o.Sans {
		family = `\sffamily`
	}
	fmt.Fprintf(&t.b, "\\providecommand\\geosolvefont{\\fontsize{%s}{%s}%s\\selectfont}%%\n", short(o.Size), short(outline.LineHeight(o.Size)), family)
	t.b.WriteString("\\begingroup\n" + texMacros + "\\begin{pgfpicture}%\n\\geosolvefont\n")
	fmt.Fprintf(&t.b, "\\pgfpathrectangle{\\pgfpointorigin}{\\pgfqpoint{%sbp}{%sbp}}\\pgfusepath{use as bounding box}%%\n", short(p.Width), short(p.Height))
	t.b.WriteString("\\pgfsetroundjoin\\pgfsetbuttcap\n")
	inside := false
	for _, it := range p.Items {
		switch it.Kind {
		case TextStart:
			inside = true
			if err := t.label(it, p); err != nil {
				return err
			}
		case TextEnd:
			inside = false
		default:
			if !inside {
				t.path(it)
			}
		}
	}
	t.b.WriteString("\\end{pgfpicture}%\n\\endgroup\n\\geosolveend\n")
	_, err := w.Write(t.b.Bytes())
	return err
}

// texPage is the state of the graphics while a page is written: what did not
// change is not said again.
type texPage struct {
	options      TeXOptions
	b            bytes.Buffer
	colors       map[color.NRGBA]string
	fill, stroke string
	alpha        [2]uint8 // of fills and of strokes, 255 less
	width        vg.Length
	dash         []vg.Length
}

// color defines a colour at its first use and returns its name.
func (t *texPage) color(c color.NRGBA) string {
	c.A = 255
	if c == (color.NRGBA{A: 255}) {
		return "black"
	}
	name, ok := t.colors[c]
	if !ok {
		name = fmt.Sprintf("geosolve%d", len(t.colors)+1)
		t.colors[c] = name
		fmt.Fprintf(&t.b, "\\definecolor{%s}{RGB}{%d,%d,%d}%%\n", name, c.R, c.G, c.B)
	}
	return name
}

func (t *texPage) path(it Item) {
	name := t.color(it.Color)
	if it.Kind == Fill {
		if name != t.fill {
			fmt.Fprintf(&t.b, "\\pgfsetfillcolor{%s}", name)
			t.fill = name
		}
		t.opacity(0, "fill", it.Color.A)
	} else {
		if name != t.stroke {
			fmt.Fprintf(&t.b, "\\pgfsetstrokecolor{%s}", name)
			t.stroke = name
		}
		t.opacity(1, "stroke", it.Color.A)
		t.pen(it)
	}
	postTeX(&t.b, it.Path)
	if it.Kind == Fill {
		t.b.WriteString("\\gsf\n")
	} else {
		t.b.WriteString("\\gss\n")
	}
}

func (t *texPage) opacity(i int, what string, alpha uint8) {
	if t.alpha[i] == 255-alpha {
		return
	}
	t.alpha[i] = 255 - alpha
	fmt.Fprintf(&t.b, "\\pgfset%sopacity{%.3f}", what, float64(alpha)/255)
}

func (t *texPage) pen(it Item) {
	if it.Width != t.width {
		fmt.Fprintf(&t.b, "\\pgfsetlinewidth{%sbp}", short(it.Width))
		t.width = it.Width
	}
	if slices.Equal(it.Dash, t.dash) {
		return
	}
	t.b.WriteString("\\pgfsetdash{")
	for _, d := range it.Dash {
		fmt.Fprintf(&t.b, "{%sbp}", short(d))
	}
	t.b.WriteString("}{0bp}")
	t.dash = it.Dash
}

// label writes a text at its anchor. Its colour is said each time, as LaTeX
// does not know those that PGF set.
func (t *texPage) label(it Item, p *Page) error {
	text, err := outline.TeX(it.Text.Text)
	if err != nil {
		return err
	}
	if it.Text.Bold {
		text = `\bfseries ` + text
	}
	if math.Abs(float64(it.Text.Size-t.options.Size)) > 0.01 {
		text = fmt.Sprintf(`\fontsize{%s}{%s}\selectfont `, short(it.Text.Size), short(outline.LineHeight(it.Text.Size))) + text
	}
	text = fmt.Sprintf(`\color{%s}%s`, t.color(it.Color), text)
	if room, tight := roomOf(it.Text, p); tight {
		text = fmt.Sprintf(`\gst{%s}{%s}`, short(room), text)
	}
	t.opacity(0, "fill", it.Color.A)
	align := ""
	switch it.Text.Align {
	case 0:
		align = "left,"
	case 1:
		align = "right,"
	}
	fmt.Fprintf(&t.b, "\\pgftext[base,%sx=%sbp,y=%sbp", align, short(it.Text.Anchor.X), short(it.Text.Anchor.Y))
	if it.Text.Angle != 0 {
		fmt.Fprintf(&t.b, ",rotate=%s", short(vg.Length(it.Text.Angle*180/math.Pi)))
	}
	fmt.Fprintf(&t.b, "]{%s}%%\n", text)
	return nil
}

// Figures are laid out in STIX. LaTeX may set a label wider: Latin Modern at
// 8 pt by an eighth. A long label that would take more than a twentieth over
// the room it was given, or leave the page, is set smaller, which seldom shows.
const (
	widest = 1.35 // no typeface for text is wider than this against STIX
	loose  = 1.05
	long   = 12 // letters; shorter labels have room around them
)

// roomOf is the length that a label, level or upright, may take, and whether it
// may need more.
func roomOf(l outline.Place, p *Page) (room vg.Length, tight bool) {
	const straight = 1e-6 // radians; angles come from multiples of π/2
	at, end, length := l.Anchor.X, p.Width, l.Box.Max.X-l.Box.Min.X
	switch {
	case math.Abs(l.Angle-math.Pi/2) < straight:
		at, end, length = l.Anchor.Y, p.Height, l.Box.Max.Y-l.Box.Min.Y
	case math.Abs(l.Angle) > straight:
		return 0, false
	}
	switch l.Align {
	case 0:
		room = end - at
	case 1:
		room = at
	default:
		room = 2 * min(at, end-at)
	}
	if utf8.RuneCountInString(l.Text) > long {
		room = min(room, loose*length)
	}
	return room, room > 0 && room < widest*length
}

// postTeX writes a path with the macros of texMacros, about a line of the file
// for each four points.
func postTeX(b *bytes.Buffer, path vg.Path) {
	put := func(q vg.Point) {
		number(b, q.X)
		b.WriteByte(' ')
		number(b, q.Y)
		b.WriteByte(' ')
	}
	for i, s := range path {
		if i%4 == 0 && i > 0 {
			b.WriteString("%\n")
		}
		switch s.Type {
		case vg.MoveComp:
			b.WriteString(`\gsm`)
			put(s.Pos)
		case vg.LineComp:
			b.WriteString(`\gsl`)
			put(s.Pos)
		case vg.CurveComp:
			b.WriteString(`\gsc`)
			put(s.Control[0])
			put(s.Control[1])
			put(s.Pos)
		case vg.CloseComp:
			b.WriteString(`\gsh `)
		}
	}
}

func short(v vg.Length) string {
	var b bytes.Buffer
	number(&b, v)
	return b.String()
}

// texComment keeps a title on one line.
func texComment(s string) string {
	if s == "" {
		return "A figure made by geosolve."
	}
	return strings.Join(strings.Fields(s), " ") + " (a figure made by geosolve)"
}
