package explore

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"mime"
	"net"
	"net/http"
	"strings"
)

// policy lets the page use nothing but what this server serves: no scripts in the page itself, no other
// origins, no frames.
const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

// newToken is the secret part of the address: 128 random bits, so that neither another user of the machine nor
// a web site can guess it.
func newToken() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: see package crypto/rand
	return hex.EncodeToString(b)
}

// guard lets only the page itself through. A web site can make a browser send requests here, also under a name
// of its own that leads to this machine: the name in Host is checked against that, Origin and Sec-Fetch-Site
// against requests of other pages, and the token against whoever does not know the address.
func guard(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !localHost(r.Host):
			http.Error(w, "this server answers to 127.0.0.1 only", http.StatusMisdirectedRequest)
		case r.Header.Get("Origin") != "" && r.Header.Get("Origin") != "http://"+r.Host:
			http.Error(w, "requests of other pages are not answered", http.StatusForbidden)
		case !sameSite(r):
			http.Error(w, "requests of other pages are not answered", http.StatusForbidden)
		default:
			first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
			if subtle.ConstantTimeCompare([]byte(first), []byte(token)) != 1 {
				http.Error(w, "not found; open the whole address that geosolve explore printed", http.StatusNotFound)
				return
			}
			if r.URL.Path == "/"+token {
				http.Redirect(w, r, "/"+token+"/", http.StatusMovedPermanently)
				return
			}
			inner := r.Clone(r.Context())
			inner.URL.Path, inner.URL.RawPath = "/"+rest, ""
			next.ServeHTTP(w, inner)
		}
	})
}

// localHost tells whether a Host header names this machine.
func localHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return name == "127.0.0.1" || name == "localhost"
}

// sameSite tells whether a browser says that a request is of the page itself or of its user, who may also follow
// a link to the page from elsewhere; programs that are no browsers say nothing.
func sameSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

// isJSON tells whether a request says that its body is JSON: what other pages can send without asking is not.
func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}
