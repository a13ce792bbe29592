// The shim's only translation unit: libtorch's headers cost most of the compile time, so they are read once.
#include "value.cpp"
#include "operators.cpp"
#include "tensor.cpp"
#include "script_module.cpp"
#include "runtime.cpp"
