// What a tensor is made of, and its place in the autograd graph. Arithmetic goes through operators.cpp.
#include "guard.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>

using at::Tensor;

// A new CPU tensor with a copy of the caller's elements.
SHIM_EXPORT Tensor* shim_tensor_copy(const void* elements, const int64_t* sizes, int dimensions, int type)
{
    return shim::guard(static_cast<Tensor*>(nullptr), [&] {
        auto tensor = at::empty(at::IntArrayRef(sizes, dimensions), static_cast<at::ScalarType>(type));
        if (tensor.nbytes() > 0) {
            std::memcpy(tensor.data_ptr(), elements, tensor.nbytes());
        }
        return new Tensor(std::move(tensor));
    });
}

// A CPU tensor over the caller's memory; release(context) is called when the last view of it is gone.
SHIM_EXPORT Tensor* shim_tensor_share(void* elements, const int64_t* sizes, int dimensions, int type, void* context, void (*release)(void*))
{
    return shim::guard(static_cast<Tensor*>(nullptr), [&] {
        return new Tensor(at::from_blob(
            elements,
            at::IntArrayRef(sizes, dimensions),
            [context, release](void*) { release(context); },
            at::TensorOptions(static_cast<at::ScalarType>(type))));
    });
}

SHIM_EXPORT void shim_tensor_delete(Tensor* tensor)
{
    shim::attempt([&] { delete tensor; });
}

SHIM_EXPORT void* shim_tensor_data(Tensor* tensor)
{
    return shim::guard(static_cast<void*>(nullptr), [&] {
        TORCH_CHECK(tensor->device().is_cpu(), "the elements of a tensor on ", tensor->device(), " cannot be read in place");
        return tensor->data_ptr();
    });
}

SHIM_EXPORT int shim_tensor_dimensions(Tensor* tensor)
{
    return shim::guard(-1, [&] { return static_cast<int>(tensor->dim()); });
}

SHIM_EXPORT int shim_tensor_layout(Tensor* tensor, int64_t* sizes, int64_t* strides)
{
    return shim::attempt([&] {
        std::memcpy(sizes, tensor->sizes().data(), tensor->dim() * sizeof(int64_t));
        std::memcpy(strides, tensor->strides().data(), tensor->dim() * sizeof(int64_t));
    });
}

SHIM_EXPORT int shim_tensor_type(Tensor* tensor)
{
    return shim::guard(-1, [&] { return static_cast<int>(tensor->scalar_type()); });
}

// Device type in the upper half, index (-1: none) in the lower.
SHIM_EXPORT int64_t shim_tensor_device(Tensor* tensor)
{
    return shim::guard(static_cast<int64_t>(-1), [&] {
        const auto device = tensor->device();
        return (static_cast<int64_t>(device.type()) << 32) | static_cast<uint32_t>(device.index());
    });
}

SHIM_EXPORT int shim_tensor_is_contiguous(Tensor* tensor)
{
    return shim::guard(-1, [&] { return static_cast<int>(tensor->is_contiguous()); });
}

SHIM_EXPORT int shim_tensor_is_leaf(Tensor* tensor)
{
    return shim::guard(-1, [&] { return static_cast<int>(tensor->is_leaf()); });
}

SHIM_EXPORT int shim_tensor_requires_grad(Tensor* tensor)
{
    return shim::guard(-1, [&] { return static_cast<int>(tensor->requires_grad()); });
}

SHIM_EXPORT int shim_tensor_set_requires_grad(Tensor* tensor, int required)
{
    return shim::attempt([&] { tensor->set_requires_grad(required != 0); });
}

// 0: no gradient, 1: one in *gradient, -1: failure.
SHIM_EXPORT int shim_tensor_grad(Tensor* tensor, Tensor** gradient)
{
    return shim::guard(-1, [&] {
        const Tensor& grad = tensor->grad();
        if (!grad.defined()) {
            return 0;
        }
        *gradient = new Tensor(grad);
        return 1;
    });
}

SHIM_EXPORT int shim_tensor_set_grad(Tensor* tensor, Tensor* gradient)
{
    return shim::attempt([&] { tensor->mutable_grad() = gradient == nullptr ? Tensor() : *gradient; });
}

SHIM_EXPORT int shim_tensor_backward(Tensor* tensor)
{
    return shim::attempt([&] { tensor->backward(); });
}
