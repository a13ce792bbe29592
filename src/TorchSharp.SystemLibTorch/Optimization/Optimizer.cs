using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>What a schedule may turn.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly ParameterGroup _group;

            private protected Optimizer(IEnumerable<Parameter> parameters, double learningRate) =>
                _group = new([.. parameters], learningRate);

            public virtual IEnumerable<ILearningRateController> ParamGroups => [_group];

            public virtual IEnumerable<Parameter> parameters() => _group.Parameters;

            /// <summary>Sets existing gradients to zero.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in _group.Parameters)
                {
                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            /// <param name="closure">Computes the loss anew, with gradients; its value is returned.</param>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                {
                    using var recording = enable_grad();
                    loss = closure();
                }

                using var unrecorded = no_grad();
                using var scope = NewDisposeScope();
                for (var i = 0; i < _group.Parameters.Length; i++)
                {
                    if (_group.Parameters[i].grad is { } gradient)
                    {
                        Update(i, _group.Parameters[i], gradient, _group.LearningRate);
                    }
                }

                return loss;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>Changes one parameter. Gradients are not recorded; tensors made here go with the step.</summary>
            private protected abstract void Update(int index, Parameter parameter, Tensor gradient, double learningRate);

            private sealed record ParameterGroup(Parameter[] Parameters, double InitialLearningRate) : ILearningRateController
            {
                public double LearningRate { get; set; } = InitialLearningRate;

                public double InitialLearningRate { get; set; } = InitialLearningRate;
            }
        }

        public static AdamW AdamW(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, new(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize));

        public static Adam Adam(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, new(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize));

        public static SGD SGD(
            IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            new(parameters, new(learningRate, momentum, dampening, weight_decay, nesterov, maximize));
    }
}
