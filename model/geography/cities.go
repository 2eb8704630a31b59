package geography

import (
	"fmt"
	"math"

	"github.com/geosolve/geosolve/internal/table"
)

const (
	// EarthRadius is the mean radius of the earth in km, (2a+b)/3 of the WGS84 ellipsoid (IUGG, R₁). A sphere errs by up
	// to 0.56 % against the ellipsoid.
	EarthRadius = 6371.0088

	// kilometresPerCostUnit makes the decay of trade costs a number of order one: tau is per 1000 km.
	kilometresPerCostUnit = 1000
)

// Cities is a geography of places on the earth from a table with the columns lat and lon (degrees, −90 … 90 and
// −180 … 360) and, if it has one, name; at most MaxRegions rows. Distances are great-circle kilometres.
func Cities(t *table.Table) (*Geography, error) {
	if err := checkRegions(KindCities, t.Len(), MaxRegions); err != nil {
		return nil, err
	}
	lat, err := t.Floats("lat")
	if err != nil {
		return nil, err
	}
	lon, err := t.Floats("lon")
	if err != nil {
		return nil, err
	}
	places := make([]point, t.Len())
	for i := range places {
		if err := checkPlace(t, i, lat[i], lon[i]); err != nil {
			return nil, err
		}
		places[i] = onSphere(lat[i], lon[i])
	}
	g := &Geography{
		Kind: KindCities, Regions: t.Len(), X: lon, Y: lat, CostUnit: kilometresPerCostUnit,
		symmetric: true, farthest: math.Pi * EarthRadius,
		distance: func(r, s int) float64 { return EarthRadius * places[r].angle(places[s]) },
	}
	if t.Has("name") {
		g.Names, err = t.Strings("name")
	}
	return g, err
}

// checkPlace refuses coordinates that are not on the globe.
func checkPlace(t *table.Table, i int, lat, lon float64) error {
	if math.Abs(lat) > 90 {
		return fmt.Errorf("%s:%d: column \"lat\": %v is not between -90 and 90 degrees", t.Name(), t.Line(i), lat)
	}
	if lon < -180 || lon > 360 {
		return fmt.Errorf("%s:%d: column \"lon\": %v is not between -180 and 360 degrees", t.Name(), t.Line(i), lon)
	}
	return nil
}

// A point is on the unit sphere.
type point struct{ x, y, z float64 }

// onSphere is the point at a latitude and longitude in degrees.
func onSphere(lat, lon float64) point {
	sinLat, cosLat := math.Sincos(lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
	return point{cosLat * cosLon, cosLat * sinLon, sinLat}
}

// angle is the angle between p and q, 0 … π: the haversine formula sin²(θ/2) = |p−q|²/4 together with cos²(θ/2) =
// |p+q|²/4, so that neither near nor antipodal points lose digits to cancellation. The error is that of the coordinates,
// some 10⁻¹⁶: a nanometre on the earth.
func (p point) angle(q point) float64 {
	apart := math.Hypot(math.Hypot(p.x-q.x, p.y-q.y), p.z-q.z)
	together := math.Hypot(math.Hypot(p.x+q.x, p.y+q.y), p.z+q.z)
	return 2 * math.Atan2(apart, together)
}
