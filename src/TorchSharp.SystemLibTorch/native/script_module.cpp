// TorchScript modules: load, call, and the tensors they own.
#include "guard.h"
#include "value.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <istream>
#include <streambuf>

using torch::jit::Module;

namespace {

// Reads the caller's bytes in place; an std::istringstream would copy the model.
class MemoryBuffer final : public std::streambuf {
public:
    MemoryBuffer(char* first, size_t length) { setg(first, first, first + length); }

protected:
    pos_type seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode) override
    {
        char* base = from == std::ios_base::beg ? eback() : from == std::ios_base::cur ? gptr() : egptr();
        if (offset < eback() - base || offset > egptr() - base) {
            return pos_type(off_type(-1));
        }
        setg(eback(), base + offset, egptr());
        return pos_type(gptr() - eback());
    }

    pos_type seekpos(pos_type position, std::ios_base::openmode mode) override
    {
        return seekoff(off_type(position), std::ios_base::beg, mode);
    }
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

SHIM_EXPORT Module* shim_module_load(void* bytes, int64_t length, int device_type, int device_index)
{
    return shim::guard(static_cast<Module*>(nullptr), [&] {
        MemoryBuffer buffer(static_cast<char*>(bytes), static_cast<size_t>(length));
        std::istream stream(&buffer);
        const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
        return new Module(torch::jit::load(stream, device));
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
