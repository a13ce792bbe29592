using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class functional
        {
            /// <param name="input">Logits, [examples, classes, …].</param>
            /// <param name="target">Class indices [examples, …], or probabilities of the input's shape.</param>
            /// <param name="weight">A weight for each class.</param>
            /// <param name="ignore_index">Targets that do not count.</param>
            /// <param name="reduction">What becomes of the examples' losses.</param>
            /// <param name="label_smoothing">Between 0 and 1.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                Aten.Tensor("cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <param name="input">Logarithms of probabilities.</param>
            /// <param name="target">Probabilities; their logarithms where <paramref name="log_target"/> holds.</param>
            /// <param name="log_target">Here true by default, unlike PyTorch's.</param>
            /// <param name="reduction">Mean divides by the number of elements.</param>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Aten.Tensor("kl_div", input, target, (long)reduction, log_target);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Aten.Tensor("mse_loss", input, target, (long)reduction);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Tensor("linear", input, weights, bias);
        }

        public static class utils
        {
            /// <summary>Scales all gradients together so that their common norm does not exceed <paramref name="max_norm"/>.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var recording = no_grad();
                Tensor[] gradients = [.. tensors.Select(parameter => parameter.grad).OfType<Tensor>()];
                if (gradients.Length == 0)
                {
                    return 0;
                }

                var norms = Array.ConvertAll(gradients, gradient => gradient.norm((float)norm_type));
                var total = stack(norms).norm((float)norm_type);
                var coefficient = (max_norm / (total + 1e-6)).clamp(max: 1.0);
                foreach (var gradient in gradients)
                {
                    gradient.mul_(coefficient);
                }

                return total.ToScalar().ToDouble();
            }
        }
    }
}
