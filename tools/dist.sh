#!/bin/sh
# Archives of a release for every platform, in dist/: make dist, or RELEASE=1.2.0 PLATFORMS="linux/amd64" tools/dist.sh.
# Built twice from the same source they have the same bytes: no date, no path and no user is in them.
set -eu
cd "$(dirname "$0")/.."
release=${RELEASE:-$(git describe --tags --always 2>/dev/null || echo 0.1.0-dev)}
platforms=${PLATFORMS:-linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64}
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
rm -rf dist && mkdir -p dist/common/completion
go run ./cmd/geosolve docs man > dist/common/geosolve.1
for shell in bash zsh fish powershell; do
  go run ./cmd/geosolve completion $shell > dist/common/completion/geosolve.$shell
done
cp LICENSE README.md CHANGELOG.md CITATION.cff dist/common/
tar -cf - $(git ls-files examples 2>/dev/null || find examples -type f) | tar -xf - -C dist/common # what README.md runs
for platform in $platforms; do
  os=${platform%/*} arch=${platform#*/}
  name=geosolve-$release-$os-$arch
  cp -r dist/common dist/$name
  exe=; [ "$os" != windows ] || exe=.exe
  CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false -ldflags="-s -w -buildid= -X main.release=$release" -o dist/$name/geosolve$exe ./cmd/geosolve
  (cd dist && find $name -exec touch -h -d "@$epoch" {} + &&
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" --mode=u=rwX,go=rX -cf - $name | gzip -n -9 > $name.tar.gz)
  rm -rf dist/$name
done
rm -rf dist/common
(cd dist && sha256sum ./*.tar.gz | sed 's| \./| |' > SHA256SUMS && cat SHA256SUMS)
