namespace MPruner.Core.Ports;

/// <summary>The value of one of a model's tensors.</summary>
/// <param name="Name">The path from the root module: <c>stage1.0.conv1.weight</c>.</param>
/// <param name="Array">The value.</param>
public sealed record NamedArray(string Name, NumericArray Array);
