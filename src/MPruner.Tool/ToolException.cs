namespace MPruner.Tool;

/// <summary>A coded error of the tool itself: files, data, cache, options.</summary>
/// <param name="code">The stable code, documented in docs/errors.md.</param>
/// <param name="origin">The file at fault, or <c>mpruner</c>: the part before the colon of the printed line.</param>
/// <param name="message">What was found, what was expected, and what to do.</param>
/// <param name="inner">The exception of the system, if there was one.</param>
internal sealed class ToolException(string code, string origin, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable code.</summary>
    public string Code { get; } = code;

    /// <summary>The file at fault, or <c>mpruner</c>.</summary>
    public string Origin { get; } = origin;
}
