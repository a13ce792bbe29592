using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>A copy of some tensors' values as they were when last kept.</summary>
/// <param name="tensors">The tensors by name, alive whenever <see cref="Keep"/> is called.</param>
internal sealed class BestWeights((string Name, torch.Tensor Value)[] tensors)
{
    private readonly byte[]?[] values = new byte[]?[tensors.Length];

    /// <summary>Copies the values, over those kept before.</summary>
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

    /// <summary>The kept values that are others than in a file; none if nothing was kept.</summary>
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
