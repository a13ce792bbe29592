// TorchScript modules: load, call, and the tensors they own.
#include "guard.h"
#include "value.h"

#include <caffe2/serialize/read_adapter_interface.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cstring>
#include <memory>

using torch::jit::Module;

namespace {

// Reads the caller's bytes in place; a stream would copy the model.
class Memory final : public caffe2::serialize::ReadAdapterInterface {
public:
    Memory(const char* first, size_t length)
        : first_(first)
        , length_(length)
    {
    }

    size_t size() const override { return length_; }

    size_t read(uint64_t position, void* into, size_t wanted, const char*) const override
    {
        const size_t count = position < length_ ? std::min<size_t>(wanted, length_ - position) : 0;
        std::memcpy(into, first_ + position, count);
        return count;
    }

private:
    const char* first_;
    size_t length_;
};

template <class NamedTensors>
int name_and_tensor_pairs(const NamedTensors& tensors, shim::Value** results)
{
    std::vector<shim::Value> flat;
    try {
        for (const auto& entry : tensors) {
            shim::flatten(c10::IValue(entry.name), flat);
            shim::flatten(c10::IValue(entry.value), flat);
        }
    } catch (...) {
        shim::release(flat);
        throw;
    }
    return shim::hand_over(flat, results);
}

} // namespace

SHIM_EXPORT Module* shim_module_load(const void* bytes, int64_t length, int device_type, int device_index)
{
    return shim::guard(static_cast<Module*>(nullptr), [&] {
        auto memory = std::make_shared<Memory>(static_cast<const char*>(bytes), static_cast<size_t>(length));
        const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
        return new Module(torch::jit::load(std::move(memory), device));
    });
}

SHIM_EXPORT void shim_module_delete(Module* module)
{
    shim::attempt([&] { delete module; });
}

SHIM_EXPORT int shim_module_train(Module* module, int on)
{
    return shim::attempt([&] { module->train(on != 0); });
}

SHIM_EXPORT int shim_module_is_training(Module* module)
{
    return shim::guard(-1, [&] { return static_cast<int>(module->is_training()); });
}

// The number of parameters of forward, the module itself not counted.
SHIM_EXPORT int shim_module_inputs(Module* module)
{
    return shim::guard(-1, [&] {
        return static_cast<int>(module->get_method("forward").function().getSchema().arguments().size()) - 1;
    });
}

// Pairs of name and tensor: what is 0 for parameters, 1 for buffers.
SHIM_EXPORT int shim_module_tensors(Module* module, int what, shim::Value** results)
{
    return shim::guard(-1, [&] {
        return what == 0 ? name_and_tensor_pairs(module->named_parameters(), results)
                         : name_and_tensor_pairs(module->named_buffers(), results);
    });
}

// Returns the number of flattened results, or -1.
SHIM_EXPORT int shim_module_call(Module* module, const char* method, const shim::Value* arguments, int count, shim::Value** results)
{
    return shim::guard(-1, [&] {
        std::vector<c10::IValue> stack;
        stack.reserve(count);
        for (int i = 0; i < count; ++i) {
            stack.push_back(shim::to_ivalue(arguments[i]));
        }
        const auto value = module->get_method(method)(std::move(stack));

        std::vector<shim::Value> flat;
        try {
            shim::flatten(value, flat);
        } catch (...) {
            shim::release(flat);
            throw;
        }
        return shim::hand_over(flat, results);
    });
}
