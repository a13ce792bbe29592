#include "guard.h"
#include "value.h"

#include <ATen/core/Generator.h>
#include <ATen/core/List.h>
#include <ATen/core/Tensor.h>

#include <cstdlib>
#include <cstring>

namespace shim {

static c10::Device unpack_device(int64_t packed)
{
    // Type in the upper half, index (-1: none) in the lower.
    return c10::Device(static_cast<c10::DeviceType>(packed >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(packed)));
}

c10::IValue to_ivalue(const Value& value)
{
    switch (value.kind) {
    case None:
        return c10::IValue();
    case TensorKind:
        return *static_cast<at::Tensor*>(value.pointer);
    case Int:
        return value.integer;
    case Double:
        return value.real;
    case Bool:
        return value.integer != 0;
    case IntList: {
        const auto* first = static_cast<const int64_t*>(value.pointer);
        return c10::List<int64_t>(at::ArrayRef<int64_t>(first, value.length));
    }
    case TensorList: {
        c10::List<at::Tensor> list;
        list.reserve(value.length);
        for (int32_t i = 0; i < value.length; ++i) {
            list.push_back(*static_cast<at::Tensor**>(value.pointer)[i]);
        }
        return list;
    }
    case String:
        return std::string(static_cast<const char*>(value.pointer), value.length);
    case Device:
        return unpack_device(value.integer);
    case GeneratorKind:
        return *static_cast<at::Generator*>(value.pointer);
    default:
        TORCH_CHECK(false, "an argument has the unknown kind ", value.kind);
    }
}

static void flatten_all(int32_t kind, at::ArrayRef<c10::IValue> elements, std::vector<Value>& into)
{
    Value head{};
    head.kind = kind;
    head.length = static_cast<int32_t>(elements.size());
    into.push_back(head);
    for (const auto& element : elements) {
        flatten(element, into);
    }
}

static Value copy_of(const std::string& text)
{
    Value result{};
    result.kind = String;
    result.length = static_cast<int32_t>(text.size());
    result.pointer = std::malloc(text.size() + 1);
    std::memcpy(result.pointer, text.c_str(), text.size() + 1);
    return result;
}

void flatten(const c10::IValue& value, std::vector<Value>& into)
{
    Value result{};
    if (value.isNone()) {
        result.kind = None;
    } else if (value.isTensor()) {
        result.kind = TensorKind;
        result.pointer = new at::Tensor(value.toTensor());
    } else if (value.isInt()) {
        result.kind = Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = Double;
        result.real = value.toDouble();
    } else if (value.isBool()) {
        result.kind = Bool;
        result.integer = value.toBool();
    } else if (value.isString()) {
        result = copy_of(value.toStringRef());
    } else if (value.isTuple()) {
        flatten_all(Tuple, value.toTupleRef().elements(), into);
        return;
    } else if (value.isList()) {
        flatten_all(List, value.toListRef(), into);
        return;
    } else {
        result = copy_of(value.tagKind());
        result.kind = Unsupported;
    }
    into.push_back(result);
}

void release(std::vector<Value>& values)
{
    for (auto& value : values) {
        if (value.kind == TensorKind) {
            delete static_cast<at::Tensor*>(value.pointer);
        } else if (value.kind == String || value.kind == Unsupported) {
            std::free(value.pointer);
        }
    }
    values.clear();
}

int hand_over(std::vector<Value>& values, Value** result)
{
    const auto bytes = values.size() * sizeof(Value);
    *result = static_cast<Value*>(std::malloc(bytes == 0 ? 1 : bytes));
    if (*result == nullptr) {
        release(values);
        throw std::bad_alloc();
    }
    std::memcpy(*result, values.data(), bytes);
    return static_cast<int>(values.size());
}

} // namespace shim

SHIM_EXPORT void shim_free(void* memory)
{
    std::free(memory);
}

SHIM_EXPORT const char* shim_last_error()
{
    return shim::last_error().c_str();
}
