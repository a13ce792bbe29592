#!/usr/bin/env bash
# Builds everything and runs all tests; the last line is the sum: N passed, N failed, N skipped.
#
#   eng/test.sh                  all test projects
#   eng/test.sh Core TorchScript only the projects whose names contain one of the words
set -euo pipefail
cd "$(dirname "$0")/.."

eng/setup.sh
dotnet build MPruner.Build.sln -c Release --nologo -v:minimal < /dev/null

wanted() {
    [ $# -eq 1 ] && return
    local name=$1 word
    shift
    for word in "$@"; do
        [[ $name == *"$word"* ]] && return
    done
    return 1
}

# Hundreds of builds run in the tests. They end their nodes, and with them the compiler would start anew each time: two thirds of a
# small build's processor time.
# Programs that live for seconds gain nothing from profiling their code, from collecting garbage beside it, or from mapping each page of
# compiled code twice.
export UseSharedCompilation=true DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0

# Tests of the category Gpu need a CUDA device and a build with -p:TorchDevice=cuda, which takes TorchSharp-cuda-linux.
omit=()
if [ ! -e /dev/nvidiactl ]; then
    omit=(-trait- "category=Gpu")
    echo "This machine has no CUDA device: tests of the category Gpu are left out."
fi

# Most suites use one core most of the time, so two run side by side where there are two. The longest ones start first.
lanes=$(($(nproc) > 1 ? 2 : 1))
names=()
for folder in tests/MPruner.{Build,EndToEnd,Tool,*}.Tests; do
    name=$(basename "$folder")
    [[ " ${names[*]} " == *" $name "* ]] || ! wanted "$name" "$@" || names+=("$name")
done

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# Suites in the background would go on after Ctrl+C.
trap 'trap - TERM; kill 0' INT TERM
run_suite() {
    local name=$1 status=0
    echo "$name: started"
    dotnet "tests/$name/bin/Release/net10.0/$name.dll" -noColor "${omit[@]}" < /dev/null > "$logs/$name" 2>&1 || status=$?
    echo "$status" > "$logs/$name.status"
    flock "$logs" cat "$logs/$name"
}

for name in "${names[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do
        wait -n
    done
    run_suite "$name" &
done
wait

passed=0 failed=0 skipped=0
for name in "${names[@]}"; do
    status=$(< "$logs/$name.status")
    summary=$(grep -E 'Total: [0-9]+, Errors: ' "$logs/$name" | tail -n 1 || true)
    if [ -z "$summary" ]; then
        echo "$name: ended without a result (exit code $status)"
        failed=$((failed + 1))
        continue
    fi

    count() { sed -E "s/.*[ ,]$1: ([0-9]+).*/\1/" <<< "$summary"; }
    bad=$(($(count Failed) + $(count Errors)))
    omitted=$(($(count Skipped) + $(count 'Not Run')))
    passed=$((passed + $(count Total) - $(count Failed) - omitted))
    skipped=$((skipped + omitted))
    # A process that fails after its last test has failed.
    [ "$bad" -eq 0 ] && [ "$status" -ne 0 ] && bad=1
    failed=$((failed + bad))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
