using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>A copy of tensors' values from the last call of <see cref="Keep"/>.</summary>
/// <param name="tensors">The tensors by name; they must not be disposed when <see cref="Keep"/> is called.</param>
internal sealed class BestWeights((string Name, torch.Tensor Value)[] tensors)
{
    private readonly byte[]?[] values = new byte[]?[tensors.Length];

    /// <summary>Copies the current values, replacing the previous copy.</summary>
    public void Keep()
    {
        using var scope = torch.NewDisposeScope();
        using var withoutGradients = torch.no_grad();
        for (var i = 0; i < tensors.Length; i++)
        {
            var data = TensorData.InPlace(tensors[i].Value).Data;
            data.CopyTo(values[i] ??= new byte[data.Length]);
        }
    }

    /// <summary>The kept values that differ from those of a file; none if nothing was kept.</summary>
    public ImmutableArray<NamedArray> ChangesFrom(ReadOnlyMemory<byte> archive)
    {
        if (Array.TrueForAll(values, value => value is null))
        {
            return [];
        }

        using var scope = torch.NewDisposeScope();
        using var module = LoadedModule.Load(archive, new SessionOptions());
        var before = module.Script.named_parameters().Select(named => (named.name, (torch.Tensor)named.parameter))
            .Concat(module.Script.named_buffers().Select(named => (named.name, named.buffer)))
            .ToDictionary(named => named.name, named => TensorData.InPlace(named.Item2), StringComparer.Ordinal);
        return
        [
            .. tensors.Select((tensor, i) => new NamedArray(tensor.Name, before[tensor.Name] with { Data = values[i] }))
                .Where(now => !now.Array.Data.Span.SequenceEqual(before[now.Name].Data.Span)),
        ];
    }
}
