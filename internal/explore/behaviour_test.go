package explore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// enter types a value into the box of a parameter.
func (b *browserPage) enter(path, text string) {
	b.t.Helper()
	eval[any](b, fmt.Sprintf(`(() => {
		const i = document.querySelector('.control[data-path=%q] input[type=text]');
		i.focus();
		i.value = %q;
		i.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, path, text))
}

func (b *browserPage) click(selector string) {
	b.t.Helper()
	eval[any](b, fmt.Sprintf("document.querySelector(%q).click()", selector))
}

// A value that is not allowed is marked at its field, in the words of the program, and the picture waits; the
// next value mends it, and undo brings back what was.
func TestValues(t *testing.T) {
	_, url := serve(t, tomahawk)
	b := open(t, url, 1280, 720)
	b.settled()
	first := pictures(b)
	b.enter("sigma", "0.5")
	b.until("the message", `document.querySelector('.control[data-path=sigma] .trouble')?.textContent?.includes("outside (1, ∞)")`)
	b.until("panels that say so", `[...document.querySelectorAll(".card.stale")].length === 3`)
	b.shot("invalid")
	b.enter("sigma", "7")
	b.until("the message to go", `document.querySelector('.control[data-path=sigma] .trouble')?.textContent === ""`)
	b.until("a new picture", fmt.Sprintf("%q !== %s", first, picturesJS))
	b.settled()
	b.whole()
	if c := eval[string](b, `document.getElementById("command").textContent`); !strings.HasSuffix(c, "tomahawk.yaml --set sigma=7") {
		t.Errorf("command line %q", c)
	}
	b.click("#undo")
	b.click("#undo")
	b.until("the first picture", fmt.Sprintf("%q === %s", first, picturesJS))
	b.click("#redo")
	b.until("the invalid value again", `document.querySelector('.control[data-path=sigma] .trouble')?.textContent !== ""`)
	b.click("#reset")
	b.until("the first picture", fmt.Sprintf("%q === %s && document.querySelectorAll('.card.stale').length === 0", first, picturesJS))
	b.enter("mu", "0.9") // μ > (σ−1)/σ: a black hole
	b.until("a warning", `document.querySelector("#remarks")?.textContent?.includes("black hole")`)
	b.shot("black-hole")
	b.sound()
}

// More regions are another economy: other panels.
func TestRegions(t *testing.T) {
	_, url := serve(t, tomahawk, "solve.prove=false") // proofs for three regions take their time
	b := open(t, url, 1280, 720)
	b.settled()
	b.enter("geography.equidistant.regions", "3")
	b.until("a simplex", `document.querySelector('#tabs [data-tab=ternary]') !== null && document.querySelector('#tabs [data-tab=wiggle]') === null`)
	b.settled()
	b.until("a picture of it", `document.querySelector('[data-panel=ternary] img')?.naturalWidth > 0`)
	b.whole()
	b.sound()
}

// The address holds the values: opening it again shows the same.
func TestAddress(t *testing.T) {
	_, url := serve(t, tomahawk)
	b := open(t, url+"#tab=wiggle&set.T=1.9&set.sigma=6", 1280, 720)
	b.settled()
	b.until("the values of the address", `document.querySelector('.control[data-path=T] input[type=text]').value === "1.9" && document.querySelector('.control[data-path=sigma] input[type=text]').value === "6"`)
	if tab := eval[string](b, `document.querySelector('[aria-selected=true]').dataset.tab`); tab != "wiggle" {
		t.Errorf("tab %s", tab)
	}
	b.sound()
}

// Dragging along the axis of the diagram moves its parameter.
func TestPoint(t *testing.T) {
	_, url := serve(t, tomahawk)
	b := open(t, url, 1280, 720)
	b.settled()
	box := eval[struct{ X, Y float64 }](b, `(() => { const r = document.querySelector(".sheet.pointed").getBoundingClientRect(); return {X: r.x + 0.75 * r.width, Y: r.y + r.height / 2}; })()`)
	b.do(chromedp.MouseClickXY(box.X, box.Y))
	b.until("another trade cost", `Number(document.querySelector('.control[data-path=T] input[type=text]').value) > 1.9`)
	b.settled()
	b.sound()
}

// What takes longer than a slider moves does not hang the page: it says so, and is computed when asked for.
func TestLate(t *testing.T) {
	name := filepath.Join(root, "examples/racetrack-8/cascade.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(Source{Name: name, Text: text}, Options{Budget: 60 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(x)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { _ = s.Serve(ctx, l) }()
	b := open(t, s.URL(l)+"#tab=figure-1", 1280, 720)
	b.until("a clear word", `document.querySelector("[data-panel=figure-1] .cover")?.textContent?.includes("Not finished within 0.06 s. Press Compute")`)
	b.shot("late")
	b.click("[data-panel=figure-1] .cover button")
	b.until("a picture", `document.querySelector("[data-panel=figure-1] img")?.naturalWidth > 0 && !document.querySelector("[data-panel=figure-1] .message")`)
	b.move("sigma", 0.6)
	b.until("that it is out of date", `document.querySelector("[data-panel=figure-1] .cover")?.textContent?.includes("values have changed")`)
	b.sound()
}

// The menus give away files: what arrives is what the program wrote.
func TestSave(t *testing.T) {
	s, url := serve(t, tomahawk)
	b := open(t, url, 1280, 720)
	b.settled()
	dir := t.TempDir()
	if _, err := chromedp.Call(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}); err != nil {
		t.Fatal(err)
	}
	b.enter("sigma", "6")
	b.settled()
	for _, c := range []struct{ menu, entry, file, begins string }{
		{"#export", "Scenario (YAML)", "tomahawk.yaml", "# From tomahawk.yaml by geosolve explore with sigma=6."},
		{"[data-panel=figure-1]", "SVG", "tomahawk.svg", "<?xml"},
		{"[data-panel=figure-1]", "PDF", "tomahawk.pdf", "%PDF"},
		{"[data-panel=figure-1]", "PNG", "tomahawk.png", "\x89PNG"},
		{"[data-panel=wiggle]", "TikZ (LaTeX)", "wiggle.tex", "%"},
		{"[data-panel=table-solve]", "Table (CSV)", "solve.csv", "equilibrium,kind,stable"},
	} {
		eval[any](b, fmt.Sprintf(`[...document.querySelectorAll('%s .list button')].find((e) => e.textContent === %q).click()`, c.menu, c.entry))
		var data []byte
		for range 500 {
			var err error
			if data, err = os.ReadFile(filepath.Join(dir, c.file)); err == nil && len(data) > 0 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if !strings.HasPrefix(string(data), c.begins) {
			t.Errorf("%s of %s: %.60q, want %q", c.entry, c.menu, data, c.begins)
		}
	}
	shown, _ := s.explorer.pictures.get(eval[string](b, `document.querySelector('[data-panel=figure-1] img').getAttribute("src")`))
	if saved, _ := os.ReadFile(filepath.Join(dir, "tomahawk.svg")); string(saved) != string(shown) {
		t.Error("the file that is saved is not the picture that is shown")
	}
	b.shot("saved")
	b.sound()
}

// BenchmarkMove is the time from the move of a slider to new pictures of both diagrams and a new list.
func BenchmarkMove(bench *testing.B) {
	x, err := os.ReadFile(filepath.Join(root, tomahawk))
	if err != nil {
		bench.Fatal(err)
	}
	e, err := New(Source{Name: filepath.Join(root, tomahawk), Text: x}, Options{})
	if err != nil {
		bench.Fatal(err)
	}
	k := 0
	for bench.Loop() {
		k++
		set := setting{"sigma": number(4 + float64(k%2000)/1000)}
		for _, p := range []string{"figure-1", "wiggle", "table-solve"} {
			if a, err := e.answer(context.Background(), &request{Panel: p, Set: set}); err != nil || !a.OK {
				bench.Fatal(a, err)
			}
		}
		if _, err := e.describe(&request{Set: set}); err != nil {
			bench.Fatal(err)
		}
	}
}

// TestLatency tells how long it takes from the move of a slider until both diagrams and the list show the new
// economy, in a browser.
func TestLatency(t *testing.T) {
	_, url := serve(t, tomahawk)
	b := open(t, url, 1280, 720)
	b.settled()
	times := eval[[]float64](b, `await (async () => {
		const cards = [...document.querySelectorAll(".card")];
		const slider = document.querySelector(".control[data-path=sigma] input[type=range]");
		const out = [];
		for (let k = 0; k < 30; k++) {
			const before = cards.map((c) => c.dataset.shown);
			const start = performance.now();
			slider.value = String(40 + k);
			slider.dispatchEvent(new Event("input", {bubbles: true}));
			while (cards.some((c, i) => c.dataset.shown === before[i])) {
				await new Promise((r) => setTimeout(r, 1));
			}
			out.push(performance.now() - start);
		}
		return out;
	})()`)
	slices.Sort(times)
	t.Logf("a move of a slider: median %.0f ms, slowest of %d %.0f ms", times[len(times)/2], len(times), times[len(times)-1])
	b.sound()
}
