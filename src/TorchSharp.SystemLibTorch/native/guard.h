// Every export runs inside guard(): no C++ exception may reach .NET, where it would end the process.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

#define SHIM_EXPORT extern "C" __attribute__((visibility("default")))

namespace shim {

// One message a thread: the caller asks for it on the thread that made the failing call.
inline std::string& last_error()
{
    static thread_local std::string message;
    return message;
}

template <class Result, class Body>
Result guard(Result failure, Body body) noexcept
{
    try {
        return body();
    } catch (const c10::Error& error) {
        last_error() = error.what_without_backtrace();
    } catch (const std::exception& error) { // torch::jit::ErrorReport arrives here
        last_error() = error.what();
    } catch (...) {
        last_error() = "a native exception of unknown type";
    }
    return failure;
}

// For exports without a result: 0 is success, -1 failure.
template <class Body>
int attempt(Body body) noexcept
{
    return guard(-1, [&] {
        body();
        return 0;
    });
}

} // namespace shim
