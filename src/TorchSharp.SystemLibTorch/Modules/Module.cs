using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Something with parameters and buffers.</summary>
        public abstract class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, Tensor Buffer)> _buffers = [];

            private protected Module()
            {
            }

            ~Module() => Dispose(false);

            public abstract bool training { get; }

            public abstract void train(bool train = true);

            public virtual void eval() => train(false);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _parameters;

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(named => named.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) => _buffers;

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            /// <param name="set_to_none">Forget the gradients; otherwise set them to zero.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        gradient.zero_();
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    foreach (var tensor in _parameters.Select(named => named.Parameter).Concat(_buffers.Select(named => named.Buffer)))
                    {
                        tensor.Dispose();
                    }
                }
            }

            private protected void Register(string name, Parameter parameter) => _parameters.Add((name, parameter));

            private protected void Register(string name, Tensor buffer) => _buffers.Add((name, buffer));
        }
    }
}
