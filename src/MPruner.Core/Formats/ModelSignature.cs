using System.Collections.Immutable;

namespace MPruner.Core.Formats;

/// <summary>The arguments and the size of a model.</summary>
/// <param name="Arguments">The arguments in order.</param>
/// <param name="ParameterCount">The number of trainable values; shared ones count once.</param>
public sealed record ModelSignature(ImmutableArray<ModelArgument> Arguments, long ParameterCount)
{
    /// <summary>What <c>forward</c> returns, as the model declares it: <c>Tuple[Tensor, Tensor]</c>.</summary>
    public string Returns { get; init; } = "Tensor";

    /// <summary>The signature, for people: <c>forward(ids: Tensor, mask: Optional[Tensor]=None) -> Tensor</c>.</summary>
    public override string ToString() => $"forward({string.Join(", ", Arguments.Select(a => a.Declaration))}) -> {Returns}";
}

/// <summary>An argument of a model.</summary>
/// <param name="Name">The argument's name.</param>
/// <param name="Declaration">The argument as the model declares it, for messages: <c>mask: Optional[Tensor]=None</c>.</param>
/// <param name="TakesTensor">Whether a data array can be passed.</param>
/// <param name="HasDefault">Whether the argument may be omitted.</param>
public sealed record ModelArgument(string Name, string Declaration, bool TakesTensor, bool HasDefault);
