namespace MPruner.Build.Accessors;

/// <summary>A model for which methods are generated.</summary>
/// <param name="Name">What its methods are called after <c>Open</c> and <c>Load</c>.</param>
/// <param name="LogicalName">The name of the resource, or of the file beside the app.</param>
/// <param name="IsEmbedded">Whether it is a resource.</param>
/// <param name="Forward">Its signature; null if it is not known.</param>
internal sealed record ModelAccessor(string Name, string LogicalName, bool IsEmbedded, ForwardSignature? Forward)
{
    /// <summary>Whether TorchSharp loads it; ONNX files it does not.</summary>
    public bool IsTorchScript { get; init; } = true;
}
