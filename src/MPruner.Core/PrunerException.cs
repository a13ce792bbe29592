namespace MPruner.Core;

/// <summary>Why a run cannot go on: a coded error that the user can mend.</summary>
/// <param name="code">The stable code, <c>MPR2xxx</c> to <c>MPR5xxx</c>; documented in docs/errors.md.</param>
/// <param name="message">Where, what was found, what was expected, what to do.</param>
/// <param name="inner">What the engine or the system said, if anything.</param>
public sealed class PrunerException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable code.</summary>
    public string Code { get; } = code;

    /// <summary>The engine's own reason in one line, where it refused a call: whoever knows the arguments' names says it again with them.</summary>
    public string? Reason { get; init; }
}

/// <summary>Something the user should know that does not stop the run.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">Where, what, and what to do.</param>
public sealed record Diagnostic(string Code, string Message);
