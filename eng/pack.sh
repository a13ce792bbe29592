#!/usr/bin/env bash
# Packs MPruner.Build and the tool mpruner to artifacts/packages, a feed for projects on this machine: eng/pack.sh [VERSION]
set -euo pipefail
cd "$(dirname "$0")/.."

# A version that was packed once is never looked at again by NuGet, so each pack has its own.
version=${1:-0.1.0-local.$(date -u +%Y%m%d%H%M%S)}
feed=artifacts/packages
rm -rf "$feed"
mkdir -p "$feed"
for project in MPruner.Build MPruner.Tool; do
    dotnet pack "src/$project" -c Release --nologo -v:minimal -p:PackageVersion="$version" -o "$feed" < /dev/null
done
