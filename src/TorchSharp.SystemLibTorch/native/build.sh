#!/bin/sh
# Compiles the shim:  build.sh OUTPUT.so
#   LIBTORCH_INCLUDE, LIBTORCH_LIB   headers and libraries; both or neither
#   LIBTORCH_CXX_STANDARD            c++17, or what newer headers want
#   LIBTORCH_CXX11_ABI               0 or 1; found out from the library when empty
set -eu

output=$1
here=$(cd "$(dirname "$0")" && pwd)
include=${LIBTORCH_INCLUDE:-}
lib=${LIBTORCH_LIB:-}
abi=${LIBTORCH_CXX11_ABI:-}

if [ -n "$include" ] && [ -z "$lib" ] || [ -z "$include" ] && [ -n "$lib" ]; then
    echo "build.sh: LibTorchInclude and LibTorchLib belong together; only one of them is given." >&2
    exit 1
fi

if [ -z "$include" ]; then
    multiarch=$(g++ -print-multiarch 2>/dev/null || true)
    if [ -f /usr/include/torch/script.h ]; then
        include=/usr/include
        lib=/usr/lib/$multiarch
    else
        torch=$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true)
        if [ -z "$torch" ] || [ ! -f "$torch/include/torch/script.h" ]; then
            echo "build.sh: no libtorch found. Run eng/setup.sh, or give LibTorchInclude and LibTorchLib." >&2
            exit 1
        fi
        include=$torch/include
        lib=$torch/lib
    fi
fi

# A libtorch built with the old string ABI exports no __cxx11 names.
if [ -z "$abi" ]; then
    if nm -D --defined-only "$lib/libc10.so" | grep -q __cxx11; then abi=1; else abi=0; fi
fi

# Naming the CUDA library registers its kernels; nothing in the shim refers to it.
cuda=
[ -f "$lib/libtorch_cuda.so" ] && cuda="-ltorch_cuda -lc10_cuda"

# Two builds may run at once; each has a file of its own until it is whole.
mkdir -p "$(dirname "$output")"
g++ "-std=${LIBTORCH_CXX_STANDARD:-c++17}" -O2 -fPIC -shared -fvisibility=hidden -w \
    "-D_GLIBCXX_USE_CXX11_ABI=$abi" \
    -I "$include" -I "$include/torch/csrc/api/include" \
    "$here/shim.cpp" -o "$output.$$" \
    "-L$lib" "-Wl,-rpath,$lib" -Wl,--no-as-needed -ltorch -ltorch_cpu -lc10 $cuda
mv "$output.$$" "$output"
