namespace TorchSharp.Modules;

/// <summary>The settings of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
internal sealed record AdamSettings(double Rate, double Beta1, double Beta2, double Epsilon, double WeightDecay, bool Amsgrad, bool Maximize);

/// <summary>Moments for each parameter, and the step that they allow; the operations stand in PyTorch's order, so that the bits agree.</summary>
/// <remarks>Kingma and Ba 2015; amsgrad: Reddi et al. 2018.</remarks>
public abstract class AdaptiveMoments : torch.optim.Optimizer
{
    private readonly AdamSettings _settings;
    private readonly Moments?[] _moments;

    private protected AdaptiveMoments(IEnumerable<Parameter> parameters, AdamSettings settings)
        : base(parameters, settings.Rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Rate, "lr");
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Epsilon, "eps");
        ArgumentOutOfRangeException.ThrowIfNegative(settings.WeightDecay, "weight_decay");
        _settings = settings;
        _moments = new Moments?[this.parameters().Count()];
    }

    /// <summary>Applies the weight decay to the parameter or to the gradient, and returns the gradient to use.</summary>
    private protected abstract torch.Tensor Decay(Parameter parameter, torch.Tensor gradient, double learningRate, double weightDecay);

    private protected sealed override void Update(int index, Parameter parameter, torch.Tensor gradient, double learningRate)
    {
        var moments = _moments[index] ??= new(parameter, _settings.Amsgrad);
        moments.Steps++;
        gradient = Decay(parameter, _settings.Maximize ? -gradient : gradient, learningRate, _settings.WeightDecay);

        moments.Mean.mul_(_settings.Beta1).add_(gradient, 1 - _settings.Beta1);
        moments.Square.mul_(_settings.Beta2).addcmul_(gradient, gradient, 1 - _settings.Beta2);
        var square = moments.Square;
        if (moments.LargestSquare is { } largest)
        {
            square = largest.copy_(largest.max(square));
        }

        var stepSize = learningRate / (1 - Math.Pow(_settings.Beta1, moments.Steps));
        var correction = Math.Sqrt(1 - Math.Pow(_settings.Beta2, moments.Steps));
        parameter.addcdiv_(moments.Mean, (square.sqrt() / correction).add_(_settings.Epsilon), -stepSize);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            foreach (var moments in _moments)
            {
                moments?.Dispose();
            }
        }
    }

    private sealed class Moments(Parameter parameter, bool amsgrad) : IDisposable
    {
        public int Steps { get; set; }

        public torch.Tensor Mean { get; } = torch.zeros_like(parameter).DetachFromDisposeScope();

        public torch.Tensor Square { get; } = torch.zeros_like(parameter).DetachFromDisposeScope();

        public torch.Tensor? LargestSquare { get; } = amsgrad ? torch.zeros_like(parameter).DetachFromDisposeScope() : null;

        public void Dispose()
        {
            Mean.Dispose();
            Square.Dispose();
            LargestSquare?.Dispose();
        }
    }
}

/// <summary>Adam: the weight decay is part of the gradient.</summary>
public sealed class Adam : AdaptiveMoments
{
    internal Adam(IEnumerable<Parameter> parameters, AdamSettings settings)
        : base(parameters, settings)
    {
    }

    private protected override torch.Tensor Decay(Parameter parameter, torch.Tensor gradient, double learningRate, double weightDecay) =>
        weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
}

/// <summary>AdamW: the weight decay shrinks the parameter directly (Loshchilov and Hutter 2019).</summary>
public sealed class AdamW : AdaptiveMoments
{
    internal AdamW(IEnumerable<Parameter> parameters, AdamSettings settings)
        : base(parameters, settings)
    {
    }

    private protected override torch.Tensor Decay(Parameter parameter, torch.Tensor gradient, double learningRate, double weightDecay)
    {
        parameter.mul_(1 - (learningRate * weightDecay));
        return gradient;
    }
}
