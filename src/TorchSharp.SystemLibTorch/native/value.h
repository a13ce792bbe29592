// The form in which arguments and results cross the border: a tag and eight bytes.
#pragma once

#include <ATen/core/ivalue.h>

#include <cstdint>
#include <vector>

namespace shim {

// Mirrored by ValueKind in Interop/NativeValue.cs.
enum Kind : int32_t {
    None = 0,
    TensorKind = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    TensorList = 6,
    String = 7,
    Tuple = 8,
    List = 9,
    Device = 10,
    GeneratorKind = 11,
    Unsupported = 12, // a result of another type; the pointer is the type's name
};

struct Value {
    int32_t kind;
    int32_t length; // of a list, tuple or string
    union {
        void* pointer;
        int64_t integer;
        double real;
    };
};

// The caller keeps ownership of everything that a Value points to.
c10::IValue to_ivalue(const Value& value);

// Appends in pre-order: a tuple or list of n, then its n elements. Tensors and strings become the caller's.
void flatten(const c10::IValue& value, std::vector<Value>& into);

// A malloc'ed copy for the caller (shim_free); what was flattened is released if this fails.
int hand_over(std::vector<Value>& values, Value** result);

void release(std::vector<Value>& values);

} // namespace shim
