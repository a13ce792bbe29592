#!/bin/sh
# Makes this machine ready to build and test: finds out what stands behind TorchSharp's names, installs what is missing,
# and records the choice in TorchBackend.props (untracked) and, for other checkouts, in the user's cache folder.
# Run it as often as you like; the second time it works offline.
#
#   eng/setup.sh              asks the package feed once, then goes by the record
#   eng/setup.sh --ask        asks the feed again
#   eng/setup.sh TorchSharp   the NuGet package, without asking
#   eng/setup.sh System       the distribution's libtorch, without asking
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
record=$root/TorchBackend.props
package=TorchSharp-cpu
version=$(sed -n 's|.*<TorchSharpVersion>\(.*\)</TorchSharpVersion>.*|\1|p' "$root/Directory.Packages.props")
answer=${XDG_CACHE_HOME:-$HOME/.cache}/mpruner/torch-backend-$version

# What the façade, its speed and the tests' judge need on Debian. Without libopenblas0-openmp the reference BLAS is 10 to 20 times slower.
system_packages="libtorch-dev libopenblas0-openmp g++ python3-torch python3-torchvision"

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

# What an earlier run chose, here or in another checkout.
recorded() {
    if [ -f "$record" ]; then
        sed -n 's|.*<TorchBackend>\(.*\)</TorchBackend>.*|\1|p' "$record"
    else
        cat "$answer" 2> /dev/null
    fi
}

write_record() {
    if [ ! -f "$record" ] || [ "$(recorded)" != "$1" ]; then
        cat > "$record.$$" <<XML
<Project>
  <!-- Written by eng/setup.sh, which goes by it until told to ask the feed again. -->
  <PropertyGroup>
    <TorchBackend>$1</TorchBackend>
  </PropertyGroup>
</Project>
XML
        mv "$record.$$" "$record"
    fi
}

# Sets backend and why; fails when the feed does not answer at all. To be had is not enough: TorchSharp's native library
# needs a newer libstdc++ than some distributions have (Debian 12 among them), so a program of one line has to run.
ask_feed() {
    say "asking the package feed for $package $version"
    probe=$(mktemp -d)
    # shellcheck disable=SC2064 # expanded now: what is removed on exit must not depend on a variable's later value
    trap "rm -rf -- '$probe'" EXIT
    cat > "$probe/probe.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
  <ItemGroup><PackageReference Include="$package" Version="[$version]" /></ItemGroup>
</Project>
XML
    echo 'return TorchSharp.torch.get_num_threads() > 0 ? 0 : 1;' > "$probe/Program.cs"
    backend=System
    if ! dotnet restore "$probe/probe.csproj" --nologo > "$probe/log" 2>&1; then
        if grep -q NU1301 "$probe/log" || ! grep -q -E 'NU110[123]' "$probe/log"; then
            if [ -n "$(missing)" ]; then
                cat "$probe/log" >&2
                fail "the package feed did not answer. Try again, or choose: eng/setup.sh TorchSharp, or eng/setup.sh System."
            fi
            why="the feed does not answer, and libtorch is installed"
            return
        fi
        why="the feed lacks $package $version"
    elif ! dotnet run --project "$probe/probe.csproj" --no-restore > "$probe/log" 2>&1; then
        why="$package $version is to be had, but does not run on this system"
    else
        backend=TorchSharp
        why="$package $version runs here"
    fi

    mkdir -p "$(dirname "$answer")"
    echo "$backend" > "$answer"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail "this needs root: $*"
    fi
}

# Which of the packages are not installed.
missing() {
    for name in $system_packages; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2> /dev/null | grep -qx installed || echo "$name"
    done
}

install_system() {
    command -v dpkg-query > /dev/null || fail "no dpkg here. Install libtorch (headers and libraries), an OpenMP BLAS and g++ by other means, and build with LibTorchInclude and LibTorchLib."
    wanted=$(missing)
    if [ -n "$wanted" ]; then
        say "installing" $wanted
        as_root apt-get update -q
        # shellcheck disable=SC2086 # a list of words
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $wanted
    fi
}

# libtorch computes with OpenMP; a BLAS with a thread pool of its own would fight it for the cores.
select_openmp_blas() {
    for folder in /usr/lib/*/openblas-openmp; do
        [ -d "$folder" ] || continue
        multiarch=$(basename "$(dirname "$folder")")
        for library in libblas.so.3 liblapack.so.3 libopenblas.so.0; do
            [ -e "$folder/$library" ] || continue
            link=$library-$multiarch
            [ "$(readlink "/etc/alternatives/$link" 2> /dev/null || true)" = "$folder/$library" ] && continue
            as_root update-alternatives --set "$link" "$folder/$library" > /dev/null
            say "selected $folder/$library"
        done
    done
}

command -v dotnet > /dev/null || fail "the .NET SDK is missing."

case ${1:-} in
    TorchSharp | System) backend=$1 why="as asked" ;;
    --ask | '')
        backend=
        [ -n "${1:-}" ] || backend=$(recorded || true)
        why="as found out before; eng/setup.sh --ask asks again"
        [ -n "$backend" ] || ask_feed
        ;;
    *) fail "unknown argument '$1'; see the head of this file." ;;
esac

if [ "$backend" = System ]; then
    install_system
    select_openmp_blas
fi

write_record "$backend"
say "TorchBackend=$backend ($why)"
