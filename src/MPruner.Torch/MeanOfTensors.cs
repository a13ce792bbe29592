using TorchSharp;

namespace MPruner.Torch;

/// <summary>The mean of some tensors' values over several moments, summed in double precision. Tensors of whole numbers are left out.</summary>
internal sealed class MeanOfTensors
{
    private readonly (torch.Tensor Value, torch.Tensor Sum)[] sums;
    private int moments;

    /// <param name="tensors">The tensors; the sums belong to the current dispose scope.</param>
    public MeanOfTensors(IEnumerable<torch.Tensor> tensors) =>
        sums = [.. tensors.Where(TrainingLoss.IsFloat).Select(value => (value, torch.zeros_like(value, torch.ScalarType.Float64)))];

    /// <summary>Adds the values as they are now.</summary>
    public void Add()
    {
        using var scope = torch.NewDisposeScope();
        moments++;
        foreach (var (value, sum) in sums)
        {
            sum.add_(value.to(torch.ScalarType.Float64));
        }
    }

    /// <summary>Gives each tensor its mean.</summary>
    public void Settle()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (value, sum) in sums)
        {
            value.copy_(sum.div(moments));
        }
    }
}
