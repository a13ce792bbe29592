using TorchSharp;

namespace MPruner.Torch;

/// <summary>
/// The mean of tensors' values over several points in time, summed in double precision. Integer tensors are ignored.
/// </summary>
internal sealed class MeanOfTensors
{
    private readonly (torch.Tensor Value, torch.Tensor Sum)[] sums;
    private int count;

    /// <param name="tensors">The tensors; the sums belong to the current dispose scope.</param>
    public MeanOfTensors(IEnumerable<torch.Tensor> tensors) =>
        sums = [.. tensors.Where(TrainingLoss.IsFloat).Select(value => (value, torch.zeros_like(value, torch.ScalarType.Float64)))];

    /// <summary>Adds the current values.</summary>
    public void Add()
    {
        using var scope = torch.NewDisposeScope();
        using var numbers = new KeptScalars();
        count++;
        foreach (var (value, sum) in sums)
        {
            sum.add_(value.to(torch.ScalarType.Float64), numbers[1]);
        }
    }

    /// <summary>Sets each tensor to its mean.</summary>
    public void Apply()
    {
        using var scope = torch.NewDisposeScope();
        using var numbers = new KeptScalars();
        foreach (var (value, sum) in sums)
        {
            value.copy_(sum.div(numbers[count]));
        }
    }
}
