namespace TorchSharp.Modules;

internal sealed record SgdSettings(double Rate, double Momentum, double Dampening, double WeightDecay, bool Nesterov, bool Maximize);

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed class SGD : torch.optim.Optimizer
{
    private readonly SgdSettings _settings;
    private readonly torch.Tensor?[] _momenta;

    internal SGD(IEnumerable<Parameter> parameters, SgdSettings settings)
        : base(parameters, settings.Rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Rate, "learningRate");
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Momentum, "momentum");
        ArgumentOutOfRangeException.ThrowIfNegative(settings.WeightDecay, "weight_decay");
        if (settings.Nesterov && (settings.Momentum == 0 || settings.Dampening != 0))
        {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }

        _settings = settings;
        _momenta = new torch.Tensor?[this.parameters().Count()];
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            foreach (var momentum in _momenta)
            {
                momentum?.Dispose();
            }
        }
    }

    private protected override void Update(int index, Parameter parameter, torch.Tensor gradient, double learningRate)
    {
        var step = _settings.Maximize ? -gradient : gradient;
        if (_settings.WeightDecay != 0)
        {
            step = step.add(parameter, _settings.WeightDecay);
        }

        if (_settings.Momentum != 0)
        {
            if (_momenta[index] is { } momentum)
            {
                momentum.mul_(_settings.Momentum).add_(step, 1 - _settings.Dampening);
            }
            else
            {
                momentum = _momenta[index] = step.clone().DetachFromDisposeScope();
            }

            step = _settings.Nesterov ? step.add(momentum, _settings.Momentum) : momentum;
        }

        parameter.add_(step, -learningRate);
    }
}
