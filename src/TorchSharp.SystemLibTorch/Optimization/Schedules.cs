namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static class lr_scheduler
        {
            /// <summary>From a fraction of the initial rate to another in equal steps, then constant.</summary>
            public static LRScheduler LinearLR(
                Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new LRScheduler(optimizer, last_epoch, verbose, (rate, _, epoch) =>
                    epoch == 0 ? rate * start_factor
                    : epoch > total_iters ? rate
                    : rate * (1 + ((end_factor - start_factor) / ((total_iters * start_factor) + ((epoch - 1) * (end_factor - start_factor))))));

            /// <summary>From the initial rate to <paramref name="eta_min"/> along half a cosine, and back.</summary>
            /// <remarks>Loshchilov and Hutter 2017.</remarks>
            public static LRScheduler CosineAnnealingLR(
                Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new LRScheduler(optimizer, last_epoch, verbose, (rate, initial, epoch) =>
                    epoch == 0 ? rate
                    : (epoch - 1 - T_max) % (2 * T_max) == 0 ? rate + ((initial - eta_min) * (1 - Math.Cos(Math.PI / T_max)) / 2)
                    : ((1 + Math.Cos(Math.PI * epoch / T_max)) / (1 + Math.Cos(Math.PI * (epoch - 1) / T_max)) * (rate - eta_min)) + eta_min);

            /// <summary>Sets an optimizer's learning rate, step after step.</summary>
            public sealed class LRScheduler
            {
                private readonly Optimizer _optimizer;
                private readonly Func<double, double, int, double> _next;
                private int _epoch;

                internal LRScheduler(Optimizer optimizer, int lastEpoch, bool verbose, Func<double, double, int, double> next)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    if (verbose)
                    {
                        throw new NotSupportedException("A schedule that prints is not supported.");
                    }

                    _optimizer = optimizer;
                    _next = next;
                    _epoch = lastEpoch;
                    step();
                }

                public void step()
                {
                    _epoch++;
                    foreach (var group in _optimizer.ParamGroups)
                    {
                        group.LearningRate = _next(group.LearningRate, group.InitialLearningRate, _epoch);
                    }
                }

                public IEnumerable<double> get_last_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);
            }
        }
    }
}
