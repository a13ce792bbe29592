using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>A module from a TorchScript file.</summary>
        public class ScriptModule : nn.Module
        {
            private nint _handle;

            internal ScriptModule(nint handle)
            {
                _handle = handle;
                using (var results = Tensors(0))
                {
                    while (!results.AtEnd)
                    {
                        Register(results.TakeString(), new Parameter(results.TakeTensorHandle()));
                    }
                }

                using (var results = Tensors(1))
                {
                    while (!results.AtEnd)
                    {
                        Register(results.TakeString(), results.TakeTensor());
                    }
                }
            }

            /// <summary>False throughout for a traced module that was saved so.</summary>
            public override bool training => NativeFailure.Checked(NativeMethods.ModuleIsTraining(Handle)) != 0;

            private nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(ScriptModule));

            public override void train(bool on = true) => NativeFailure.Checked(NativeMethods.ModuleTrain(Handle, on ? 1 : 0));

            /// <summary>The number of arguments of <c>forward</c>, the module itself not counted.</summary>
            public int GetNumberOfInputs() => NativeFailure.Checked(NativeMethods.ModuleInputs(Handle));

            public object? forward(params object?[] input) => invoke("forward", input);

            public object? call(params object?[] input) => forward(input);

            /// <summary>Calls a method.</summary>
            /// <param name="name">The method's name.</param>
            /// <param name="objs">Tensors, numbers, truth values, arrays of tensors, or null.</param>
            /// <returns>A tensor; up to five as a value tuple; more, or a list, as an array; numbers as <see cref="Scalar"/>s.</returns>
            /// <exception cref="NotImplementedException">An argument or a result of another type.</exception>
            /// <exception cref="System.Runtime.InteropServices.ExternalException">The method failed.</exception>
            public object? invoke(string name, params object?[] objs)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                var arguments = Array.ConvertAll(objs, ScriptArgument.From);
                var results = ArgumentBuffer.Call(Handle, new NativeName(name), arguments);
                try
                {
                    return ScriptResult.From(ref results, name);
                }
                finally
                {
                    results.Dispose();
                    GC.KeepAlive(this);
                }
            }

            public TResult invoke<TResult>(string name, params object?[] inputs) => (TResult)invoke(name, inputs)!;

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                if (_handle != 0)
                {
                    NativeMethods.ModuleDelete(_handle);
                    _handle = 0;
                }
            }

            private unsafe Results Tensors(int what)
            {
                NativeValue* values;
                var count = NativeFailure.Checked(NativeMethods.ModuleTensors(Handle, what, &values));
                return new Results(values, count);
            }
        }
    }
}
