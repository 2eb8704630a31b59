package table

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const cities = `id,name,country,admin,lat,lon,population
1,"Sinos, Vale dos",BR,23,-29.7,-51.1,500
2,Sialkot,PK,04,32.5,74.5,477396
3,Gujranwala,PK,4,32.2,74.2,1384471
4,Trinidad and Tobago,TT,,10.5,-61.3,500
`

func read(t *testing.T, text string) *Table {
	t.Helper()
	table, err := Read(strings.NewReader(text), "cities.csv")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Would catch cells that slip into a neighbouring column or row, and a byte-order mark that becomes part of a name.
func TestColumns(t *testing.T) {
	for name, text := range map[string]string{
		"plain":           cities,
		"byte-order mark": "\uFEFF" + cities,
		"carriage return": strings.ReplaceAll(cities, "\n", "\r\n"),
		"blank lines":     strings.ReplaceAll(cities, "\n", "\n\n"),
		"spaces":          strings.ReplaceAll(cities, ",PK,", " , PK ,"),
		"no last newline": strings.TrimSuffix(cities, "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			table := read(t, text)
			if table.Len() != 4 || !table.Has("id") || table.Has("Id") {
				t.Errorf("%d rows of columns %v", table.Len(), table.Columns())
			}
			names, err := table.Strings("name")
			if diff := cmp.Diff([]string{"Sinos, Vale dos", "Sialkot", "Gujranwala", "Trinidad and Tobago"}, names); err != nil || diff != "" {
				t.Error(err, diff)
			}
			countries, err := table.Strings("country")
			if diff := cmp.Diff([]string{"BR", "PK", "PK", "TT"}, countries); err != nil || diff != "" {
				t.Error(err, diff)
			}
			lat, err := table.Floats("lat")
			if diff := cmp.Diff([]float64{-29.7, 32.5, 32.2, 10.5}, lat); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
}

// Would catch a malformed file that is accepted, and a message without the place or the reason.
func TestReadErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"", "f.csv: the file is empty"},
		"blank":         {"\n\n", "f.csv: the file is empty"},
		"mark only":     {"\uFEFF", "f.csv: the file is empty"},
		"header only":   {"a,b\n", "f.csv: there is a header, but no row of data"},
		"no name":       {"a,,b\n1,2,3\n", "f.csv:1: column 2 of the header has no name"},
		"same name":     {"a,b,a\n1,2,3\n", `f.csv:1: two columns are named "a"`},
		"short row":     {"a,b\n1,2\n\n3\n", "f.csv:4: 1 cell, but the header names 2 columns"},
		"long row":      {"a\n1,2\n", "f.csv:2: 2 cells, but the header names 1 column"},
		"stray quote":   {"a,b\n1,2\n3,4\"\n", `f.csv:3: bare " in non-quoted-field`},
		"open quote":    {"a,b\n1,\"2\n", "f.csv:2: extraneous or missing \" in quoted-field"},
		"not UTF-8":     {"a,b\n1,\xff\n", "f.csv:2: not UTF-8"},
		"NUL":           {"a,b\n\x00,1\n", "f.csv:2: not UTF-8"},
		"quoted breaks": {"a,b\n\"1\n\n\",2\n3\n", "f.csv:5: 1 cell"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.text), "f.csv")
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s …", err, c.want)
			}
		})
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.csv")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// Would catch numbers that are none reaching the equations, and a wrong line in the message.
func TestFloatErrors(t *testing.T) {
	for _, cell := range []string{"abc", "", "NaN", "-inf", "Infinity", "1e999", "1,5", "12 km", "0x"} {
		table := read(t, "a,x\n1,2\n2,\""+cell+"\"\n")
		_, err := table.Floats("x")
		if want := `cities.csv:3: column "x": "` + cell + `" is not a finite number`; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Would catch an unknown column without the suggestion that mends a slip of the pen.
func TestUnknownColumn(t *testing.T) {
	table := read(t, cities)
	for column, want := range map[string]string{
		"popluation": `unknown column "popluation" in cities.csv: did you mean "population"? its columns are id, name, country, admin, lat, lon, population`,
		"LAT":        `unknown column "LAT" in cities.csv: did you mean "lat"?`,
		"zzzzzz":     `unknown column "zzzzzz" in cities.csv: its columns are id, name`,
	} {
		_, floats := table.Floats(column)
		_, text := table.Strings(column)
		_, where := table.Where(column + "=1")
		for _, err := range []error{floats, text, where} {
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}

// Would catch a comparison in the wrong direction, text compared as numbers or the reverse, and a value cut at its "and".
func TestWhere(t *testing.T) {
	table := read(t, cities)
	for expression, want := range map[string]string{
		"country=BR":                               "1",
		"country == BR":                            "1",
		"country!=BR":                              "234",
		"admin=4":                                  "23",
		"admin!=4":                                 "14",
		"admin=":                                   "4",
		"population>=500":                          "1234",
		"population>500":                           "23",
		"population < 477396":                      "14",
		"population<=477396":                       "124",
		"country=PK and population>=1e6":           "3",
		"country=PK and admin=4 and lat<32.4":      "3",
		`name="Trinidad and Tobago"`:               "4",
		"name='Trinidad and Tobago' and lat>0":     "4",
		`name!="Trinidad and Tobago" and lon<-1e0`: "1",
	} {
		kept, err := table.Where(expression)
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		ids, err := kept.Strings("id")
		if got := strings.Join(ids, ""); err != nil || got != want {
			t.Errorf("%s: rows %s (%v), want %s", expression, got, err, want)
		}
	}
	for expression, want := range map[string]string{
		"country":            `condition "country" has no operator`,
		"country=BR and ":    `condition "" has no operator`,
		"":                   `condition "" has no operator`,
		"population>many":    `condition "population>many": "many" is not a finite number`,
		"name>3":             `cities.csv:2: column "name": "Sinos, Vale dos" is not a finite number`,
		"country=XX":         "cities.csv: none of the 4 rows has country=XX",
		"continent=":         `unknown column "continent"`,
		"=3":                 `unknown column ""`,
		"id=1 and id=2":      "cities.csv: none of the 4 rows has id=1 and id=2",
		"population>=1 or 2": `condition "population>=1 or 2": "1 or 2" is not a finite number`,
	} {
		if _, err := table.Where(expression); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s …", expression, err, want)
		}
	}
}

// Would catch an order that depends on the sorting algorithm, and lines that no longer belong to their rows.
func TestTop(t *testing.T) {
	table := read(t, cities)
	top, err := table.Top(3)
	if err != nil {
		t.Fatal(err)
	}
	ids, _ := top.Strings("id")
	if got := strings.Join(ids, ""); got != "321" || top.Line(0) != 4 || top.Line(2) != 2 {
		t.Errorf("top 3: rows %s, lines %v", got, top.lines)
	}
	if all, err := table.Top(99); err != nil || all.Len() != 4 {
		t.Errorf("top 99 of 4: %v, %v", all, err)
	}
	unranked, err := read(t, "id\nb\na\nc\n").Top(2)
	if err != nil {
		t.Fatal(err)
	}
	ids, _ = unranked.Strings("id")
	if got := strings.Join(ids, ""); got != "ba" {
		t.Errorf("top 2 without a population: %s", got)
	}
	if _, err := table.Top(0); err == nil {
		t.Error("top 0 was accepted")
	}
	if _, err := read(t, "population\n?\n").Top(1); err == nil || !strings.HasPrefix(err.Error(), "cities.csv:2:") {
		t.Errorf("a population that is no number: %v", err)
	}
}

// Would catch transposed, ragged or non-finite matrices.
func TestMatrix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "T.csv")
	if err := os.WriteFile(path, []byte("\uFEFF1, 1.7,2\n1.5,1,3e0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadMatrix(path)
	if diff := cmp.Diff([][]float64{{1, 1.7, 2}, {1.5, 1, 3}}, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for text, want := range map[string]string{
		"":             "T.csv: the file is empty",
		"1,2\n3\n":     "T.csv:2: 1 number, but the first row has 2",
		"1,2\n\n3,x\n": `T.csv:3: column 2: "x" is not a finite number`,
		"1,NaN\n":      `T.csv:1: column 2: "NaN" is not a finite number`,
		"a,b\n1,2\n":   `T.csv:1: column 1: "a" is not a finite number`,
	} {
		if _, err := ParseMatrix(strings.NewReader(text), "T.csv"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s …", text, err, want)
		}
	}
	if _, err := ReadMatrix(filepath.Join(t.TempDir(), "none.csv")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// zeros is an endless text.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// Would catch a reader that follows an endless file until the memory is gone.
func TestSizeLimit(t *testing.T) {
	if _, err := Read(zeros{}, "f.csv"); err == nil || err.Error() != "f.csv: the file is larger than 64 MiB" {
		t.Errorf("an endless file: %v", err)
	}
	if _, err := Read(strings.NewReader(strings.Repeat("a\n", MaxRows+2)), "f.csv"); err == nil || !strings.Contains(err.Error(), "more than 2000000 rows") {
		t.Errorf("too many rows: %v", err)
	}
}

// FuzzRead would catch a panic, a row of the wrong length and a number that is not finite, whatever the file holds.
func FuzzRead(f *testing.F) {
	f.Add(cities, "country!=BR and population>=1e3")
	f.Add("\uFEFFa,b\r\n\"x\ny\",1\r\n", "a='x and y'")
	f.Add("a\n\"", "a>")
	f.Add("1,2\n3,4\n", "1<2 and 2>=\"")
	f.Fuzz(func(t *testing.T, text, expression string) {
		if matrix, err := ParseMatrix(strings.NewReader(text), "f"); err == nil {
			for _, row := range matrix {
				finite(t, row)
				if len(row) != len(matrix[0]) {
					t.Fatal("ragged")
				}
			}
		}
		table, err := Read(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		for _, column := range table.Columns() {
			if cells, err := table.Strings(column); err != nil || len(cells) != table.Len() {
				t.Fatalf("column %q: %d cells, %v", column, len(cells), err)
			}
			if values, err := table.Floats(column); err == nil {
				finite(t, values)
			}
		}
		if kept, err := table.Where(expression); err == nil && (kept.Len() < 1 || kept.Len() > table.Len()) {
			t.Fatalf("%d of %d rows kept", kept.Len(), table.Len())
		}
		if top, err := table.Top(2); err == nil && top.Len() != min(2, table.Len()) {
			t.Fatalf("top 2 has %d rows", top.Len())
		}
	})
}

func finite(t *testing.T, values []float64) {
	t.Helper()
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%v", v)
		}
	}
}
