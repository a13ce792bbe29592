namespace MPruner.Build.Requests;

/// <summary>One <c>PruneModel</c> item with every path absolute and every option checked.</summary>
internal sealed record ModelRequest
{
    /// <summary>The model as the item names it, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The TorchScript or ONNX file.</summary>
    public required string Input { get; init; }

    /// <summary>The data to measure on.</summary>
    public required string Calibration { get; init; }

    /// <summary>The data to judge on; null splits the calibration data.</summary>
    public required string? Evaluation { get; init; }

    /// <summary>What <c>mpruner merge</c> wrote, in place of measuring; null measures.</summary>
    public required string? Analysis { get; init; }

    /// <summary>The file of the model to ship; a name alone until <see cref="In"/> places it.</summary>
    public required string Output { get; init; }

    /// <summary>The file of the report, likewise.</summary>
    public required string Report { get; init; }

    /// <summary>The file of the report as a page to read, likewise.</summary>
    public required string Page { get; init; }

    /// <summary>All files of this model.</summary>
    public IEnumerable<string> Outputs => [Output, Report, Page];

    /// <summary>The name for <c>GetManifestResourceStream</c>.</summary>
    public required string LogicalName { get; init; }

    /// <summary>One of <see cref="ShippedAs"/>.</summary>
    public required string ShippedAs { get; init; }

    /// <summary>Whether C# code that opens the model is generated.</summary>
    public required bool HasAccessor { get; init; }

    /// <summary>Whether the original is shipped, with a warning, when pruning fails.</summary>
    public required bool OriginalOnFailure { get; init; }

    /// <summary>The options that the item sets, as JSON literals by their names in the request, in a fixed order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Options { get; init; }

    /// <summary>The files that the result depends on.</summary>
    public IEnumerable<string> Sources => new[] { Input, Calibration, Evaluation, Analysis }.OfType<string>();

    /// <summary>The same request with its outputs in a folder.</summary>
    public ModelRequest In(string directory) => this with
    {
        Output = Path.Combine(directory, Output),
        Report = Path.Combine(directory, Report),
        Page = Path.Combine(directory, Page),
    };
}
