namespace MPruner.Onnx.Faults;

/// <summary>An ONNX file is malformed.</summary>
public sealed class OnnxException : FormatException
{
    /// <summary>An error in a file.</summary>
    /// <param name="code">The stable code, <c>MPR16xx</c>; documented in docs/errors.md.</param>
    /// <param name="place">The message that is malformed: <c>graph</c>; null for the file as a whole.</param>
    /// <param name="finding">What was found, and what was expected.</param>
    /// <param name="advice">What to do.</param>
    internal OnnxException(string code, string? place, string finding, string advice)
        : base(place is null ? $"{finding} {advice}" : $"{place}: {finding} {advice}") => Code = code;

    /// <summary>The stable code, <c>MPR16xx</c>.</summary>
    public string Code { get; }
}
