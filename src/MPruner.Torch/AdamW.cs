using TorchSharp;
using TorchSharp.Modules;

namespace MPruner.Torch;

/// <summary>AdamW (Loshchilov and Hutter 2019), with PyTorch's order of operations.</summary>
/// <remarks>
/// TorchSharp's own does not keep its numbers alive (<see cref="KeptScalars"/>): a training failed with "Unknown scalar type".
/// </remarks>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly State[] states;
    private readonly double weightDecay;

    /// <param name="parameters">The parameters to change, each tensor once.</param>
    /// <param name="weightDecay">The share of a parameter that a step at learning rate 1 subtracts.</param>
    public AdamW(IEnumerable<Parameter> parameters, double weightDecay)
    {
        this.weightDecay = weightDecay;
        states = [.. parameters.Select(parameter => new State(parameter))];
    }

    /// <summary>Forgets the gradients.</summary>
    public void ClearGradients() => Array.ForEach(states, state => state.Parameter.grad = null);

    /// <summary>Changes the parameters that have gradients.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        using var withoutGradients = torch.no_grad();
        foreach (var state in states)
        {
            using var scope = torch.NewDisposeScope();
            if (state.Parameter.grad is { } gradient)
            {
                Step(state, gradient, rate);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => Array.ForEach(states, state => state.Dispose());

    private void Step(State state, torch.Tensor gradient, double rate)
    {
        using var numbers = new KeptScalars();
        state.Steps++;
        state.Parameter.mul_(numbers[1 - (rate * weightDecay)]);
        state.Mean.mul_(numbers[Beta1]).add_(gradient, numbers[1 - Beta1]);
        state.Square.mul_(numbers[Beta2]).addcmul_(gradient, gradient, numbers[1 - Beta2]);

        // Both means start at 0, and are divided by the share of the gradients that they have seen.
        var deviation = state.Square.sqrt().div(numbers[Math.Sqrt(1 - Math.Pow(Beta2, state.Steps))]).add_(numbers[Epsilon], numbers[1]);
        state.Parameter.addcdiv_(state.Mean, deviation, numbers[-(rate / (1 - Math.Pow(Beta1, state.Steps)))]);
    }

    /// <summary>A parameter, with the running means of its gradient and of the gradient's square.</summary>
    private sealed class State(Parameter parameter) : IDisposable
    {
        public Parameter Parameter { get; } = parameter;

        public torch.Tensor Mean { get; } = torch.zeros_like(parameter).DetachFromDisposeScope();

        public torch.Tensor Square { get; } = torch.zeros_like(parameter).DetachFromDisposeScope();

        public int Steps { get; set; }

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
        }
    }
}
