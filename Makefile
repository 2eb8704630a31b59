# Short names; CONTRIBUTING.md says what they stand for. `make` lists them.
.PHONY: help build dist wasm test short gate heavy lint docs fuzz bench clean

help:     ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST)

build:    ## the program, bin/geosolve
	go build -trimpath -ldflags='-s -w' -o bin/geosolve ./cmd/geosolve

dist:     ## archives for every platform with SHA256SUMS, in dist: make dist RELEASE=1.2.0
	RELEASE=$(RELEASE) tools/dist.sh

wasm:     ## bin/geosolve.wasm, for web pages
	GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -o bin/geosolve.wasm ./cmd/geosolve-wasm

test:     ## all tests
	go test ./...

short:    ## the quick tests
	go test -short ./...

gate:     ## what a change has to pass
	.ci/run

heavy:    ## the gate and what takes hours
	HEAVY=1 .ci/run

lint:     ## vet and staticcheck
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...

docs:     ## docs/commands.md from the help of the commands, and the manual page bin/geosolve.1
	go test ./cmd/geosolve -run TestCommandReference -update
	mkdir -p bin
	go run ./cmd/geosolve docs man > bin/geosolve.1

fuzz:     ## one target: make fuzz PACKAGE=./model/scenario TARGET=FuzzRead
	go test $(PACKAGE) -run '^$$' -fuzz '^$(TARGET)$$' -fuzztime $(or $(FUZZTIME),1m)

bench:    ## benchmarks of a package, for benchstat: make bench PACKAGE=./equilibrium
	go test $(or $(PACKAGE),./...) -run '^$$' -bench . -count $(or $(COUNT),10)

clean:    ## what building leaves
	rm -rf bin dist geosolve
