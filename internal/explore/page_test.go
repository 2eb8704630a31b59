package explore

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// pages are scenarios of every kind that the page shows, each with a parameter to move and the panels that move
// with it.
var pages = []struct {
	file   string
	path   string
	panels []string // that must be there
}{
	{"examples/core-periphery/tomahawk.yaml", "sigma", []string{"figure-1", "wiggle", "table-solve", "table-trace-events"}},
	{"examples/three-regions/triangle.yaml", "T", []string{"figure-1", "bifurcation", "basins", "table-solve"}},
	{"examples/racetrack-8/cascade.yaml", "sigma", []string{"figure-1", "ring", "table-solve"}},
	{"examples/pakistani-cities/agglomeration.yaml", "tau", []string{"figure-1", "table-solve", "table-evaluate"}},
	{"examples/sinos-valley/crisis.yaml", "joint_action.forms.VB.theta", []string{"figure-1", "figure-3", "map", "wiggle", "table-compare"}},
	{"examples/labour-pooling/two-places.yaml", "gamma", []string{"figure-1", "table-solve", "table-trace-events"}},
}

// Every page opens; every panel shows a picture or a table; a slider moves, and pictures change with it;
// nothing is amiss on the console or on the network.
func TestPages(t *testing.T) {
	for _, c := range pages {
		t.Run(c.file, func(t *testing.T) {
			_, url := serve(t, c.file)
			b := open(t, url, 1280, 720)
			b.settled()
			b.shot("1280")
			tabs := eval[[]string](b, `[...document.querySelectorAll("#tabs button")].map((e) => e.dataset.tab)`)
			for _, p := range c.panels {
				if !eval[bool](b, fmt.Sprintf("document.querySelector('#tabs [data-tab=%q]') !== null", p)) {
					t.Errorf("no panel %s among %v", p, tabs)
				}
			}
			b.do(chromedp.EmulateViewport(1600, 1000))
			b.settled()
			b.whole()
			b.shot("1600")
			b.do(chromedp.EmulateViewport(1280, 720))
			before := pictures(b)
			b.move(c.path, 0.3)
			b.until("a new picture", fmt.Sprintf("%q !== %s", before, picturesJS))
			b.settled()
			b.whole()
			for _, tab := range tabs[1:] {
				b.tab(tab)
				b.settled()
				b.whole()
				b.shot(tab)
			}
			b.sound()
		})
	}
}

const picturesJS = `[...document.querySelectorAll(".sheet img")].map((e) => e.getAttribute("src")).join()`

// pictures are the addresses of the pictures that are seen.
func pictures(b *browserPage) string { return eval[string](b, picturesJS) }

// tab opens a tab.
func (b *browserPage) tab(id string) {
	b.t.Helper()
	eval[any](b, fmt.Sprintf("document.querySelector('#tabs [data-tab=%q]').click()", id))
}

// move moves a slider to a share of its way, as dragging does.
func (b *browserPage) move(path string, share float64) {
	b.t.Helper()
	eval[any](b, fmt.Sprintf(`(() => {
		const s = document.querySelector('.control[data-path=%q] input[type=range]');
		s.value = String(Math.round(%g * s.max));
		s.dispatchEvent(new Event("input", {bubbles: true}));
		s.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, path, share))
}

// whole fails where a panel that is seen is empty, covered by a message or cut off.
func (b *browserPage) whole() {
	b.t.Helper()
	if eval[bool](b, `[...document.querySelectorAll(".cover button.strong")].map((e) => e.click()).length > 0`) {
		b.settled() // a slow machine: what takes longer than a slider moves is computed when asked for
	}
	for _, fault := range eval[[]string](b, `[...document.querySelectorAll(".card")].flatMap((c) => {
		const id = c.dataset.panel, img = c.querySelector(".sheet img"), table = c.querySelector(".view.table");
		const out = [];
		if (c.querySelector(".cover .message")) out.push(id + " says: " + c.querySelector(".cover .message").innerText);
		if (img && !(img.naturalWidth > 0 && img.clientWidth > 150)) out.push(id + ": the picture is " + img.clientWidth + " wide");
		if (table && table.innerText.trim().length < 5) out.push(id + " is empty");
		return out;
	}).concat(document.documentElement.scrollWidth > innerWidth ? ["the page is wider than the window"] : [])`) {
		b.t.Error(fault)
	}
}
