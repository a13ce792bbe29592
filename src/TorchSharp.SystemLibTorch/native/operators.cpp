// Any operator by name: one export in place of one per operator.
#include "guard.h"
#include "value.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

// A handle lives as long as the process; the caller keeps one per operator.
SHIM_EXPORT const c10::OperatorHandle* shim_operator_find(const char* name, const char* overload)
{
    return shim::guard(static_cast<const c10::OperatorHandle*>(nullptr), [&] {
        return new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
    });
}

// Missing trailing arguments take the schema's defaults. Returns the number of flattened results, or -1.
SHIM_EXPORT int shim_operator_call(const c10::OperatorHandle* op, const shim::Value* arguments, int count, shim::Value** results)
{
    return shim::guard(-1, [&] {
        std::vector<c10::IValue> stack;
        stack.reserve(op->schema().arguments().size());
        for (int i = 0; i < count; ++i) {
            stack.push_back(shim::to_ivalue(arguments[i]));
        }
        op->schema().checkAndNormalizeInputs(stack, {});
        op->callBoxed(stack);

        std::vector<shim::Value> flat;
        try {
            for (const auto& value : stack) {
                shim::flatten(value, flat);
            }
        } catch (...) {
            shim::release(flat);
            throw;
        }
        return shim::hand_over(flat, results);
    });
}
