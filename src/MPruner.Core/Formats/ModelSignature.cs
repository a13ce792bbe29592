using System.Collections.Immutable;

namespace MPruner.Core.Formats;

/// <summary>What a model takes, and how large it is.</summary>
/// <param name="Arguments">Its arguments in order.</param>
/// <param name="ParameterCount">The number of its trainable values; a shared one counts once.</param>
public sealed record ModelSignature(ImmutableArray<ModelArgument> Arguments, long ParameterCount);

/// <summary>An argument of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Declaration">The argument as the model declares it, for messages: <c>mask: Optional[Tensor]=None</c>.</param>
/// <param name="TakesTensor">Whether a data array can be passed.</param>
/// <param name="HasDefault">Whether it may be left out.</param>
public sealed record ModelArgument(string Name, string Declaration, bool TakesTensor, bool HasDefault);
