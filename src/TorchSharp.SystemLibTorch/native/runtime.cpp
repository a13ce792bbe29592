// The library as a whole: version, threads, random numbers, gradient modes, devices.
#include "guard.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/api/include/torch/version.h>

// The handshake: the headers' version, and the settings text of the library that was in fact loaded.
SHIM_EXPORT const char* shim_built_against()
{
    return TORCH_VERSION;
}

SHIM_EXPORT const char* shim_running_settings()
{
    return shim::guard(static_cast<const char*>(nullptr), [] {
        static const std::string settings = at::show_config();
        return settings.c_str();
    });
}

SHIM_EXPORT int shim_get_threads()
{
    return shim::guard(-1, [] { return at::get_num_threads(); });
}

SHIM_EXPORT int shim_set_threads(int count)
{
    return shim::attempt([&] { at::set_num_threads(count); });
}

SHIM_EXPORT int shim_seed(uint64_t seed)
{
    return shim::attempt([&] { at::manual_seed(seed); });
}

// The process-wide CPU generator, or a new one.
SHIM_EXPORT at::Generator* shim_generator_default()
{
    return shim::guard(static_cast<at::Generator*>(nullptr), [] { return new at::Generator(at::detail::getDefaultCPUGenerator()); });
}

SHIM_EXPORT at::Generator* shim_generator_new(uint64_t seed)
{
    return shim::guard(static_cast<at::Generator*>(nullptr), [&] { return new at::Generator(at::detail::createCPUGenerator(seed)); });
}

SHIM_EXPORT int shim_generator_seed(at::Generator* generator, uint64_t seed)
{
    return shim::attempt([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(seed);
    });
}

SHIM_EXPORT uint64_t shim_generator_initial_seed(at::Generator* generator)
{
    return shim::guard(uint64_t(0), [&] { return generator->current_seed(); });
}

SHIM_EXPORT void shim_generator_delete(at::Generator* generator)
{
    shim::attempt([&] { delete generator; });
}

SHIM_EXPORT int shim_grad_enabled()
{
    return shim::guard(-1, [] { return static_cast<int>(c10::GradMode::is_enabled()); });
}

SHIM_EXPORT int shim_set_grad_enabled(int enabled)
{
    return shim::attempt([&] { c10::GradMode::set_enabled(enabled != 0); });
}

// Entering and leaving must happen on one thread, in nested order.
SHIM_EXPORT c10::InferenceMode* shim_inference_enter(int on)
{
    return shim::guard(static_cast<c10::InferenceMode*>(nullptr), [&] { return new c10::InferenceMode(on != 0); });
}

SHIM_EXPORT void shim_inference_leave(c10::InferenceMode* mode)
{
    shim::attempt([&] { delete mode; });
}

SHIM_EXPORT int shim_inference_enabled()
{
    return shim::guard(-1, [] { return static_cast<int>(c10::InferenceMode::is_enabled()); });
}

SHIM_EXPORT int shim_cuda_available()
{
    return shim::guard(-1, [] { return static_cast<int>(at::hasCUDA()); });
}
