#!/usr/bin/env bash
# Packs MPruner.Build and the tool mpruner to a local feed, then builds and runs the samples as a consumer would: each build prunes its model.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.1.0-local.$(date -u +%Y%m%d%H%M%S)
eng/pack.sh "$version"

# Older ones would only take space: the samples' packages folder is theirs alone.
rm -rf samples/packages/mpruner.build

for sample in FashionClassifier SpamFilter SemanticSearch; do
    echo
    if [ "$sample" = SemanticSearch ] && [ ! -d /usr/share/wordnet ]; then
        echo "samples/SemanticSearch is left out: it searches WordNet, which the package wordnet-base of Debian and Ubuntu has (eng/setup.sh)."
        continue
    fi
    echo "== samples/$sample"
    dotnet build "samples/$sample" -c Release --nologo -v:minimal -p:MPrunerVersion="$version" < /dev/null
    dotnet "samples/$sample/bin/Release/net10.0/$sample.dll" < /dev/null
done
