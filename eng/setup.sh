#!/bin/sh
# Installs what the tests ask for, from Debian's or Ubuntu's packages: Python with PyTorch, their judge; nginx, a remote cache; Chromium, which opens
# reports; the conformance models of ONNX; and WordNet, which a sample searches. Building needs none of it. Where one is not available, the tests that
# need it are skipped visibly. The second time this works offline.
set -eu

packages="python3-torch python3-torchvision python3-onnx libonnx-testdata libopenblas0-openmp nginx-light wordnet-base"

# Ubuntu has Chromium as a snap only.
grep -qi ubuntu /etc/os-release || packages="$packages chromium fonts-dejavu-core"

missing() {
    for name in $packages; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2> /dev/null | grep -qx installed || echo "$name"
    done
}

command -v dotnet > /dev/null || { echo "setup: the .NET SDK is missing." >&2; exit 1; }
command -v dpkg-query > /dev/null || { echo "setup: no Debian packages here; tests that ask Python, nginx or Chromium are skipped."; exit 0; }
wanted=$(missing)
[ -n "$wanted" ] || exit 0

echo "setup: installing" $wanted
if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
$as_root apt-get update -q
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $wanted
