namespace MPruner.Core;

/// <summary>An error with a code, which ends the run and which the user can fix.</summary>
/// <param name="code">The stable code, <c>MPR2xxx</c> to <c>MPR5xxx</c>; documented in docs/errors.md.</param>
/// <param name="message">Where the error is, what was found, what was expected, and what to do.</param>
/// <param name="inner">The error of the engine or the system, if any.</param>
public class PrunerException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable code, <c>MPR2xxx</c> to <c>MPR5xxx</c>.</summary>
    public string Code { get; } = code;
}

/// <summary>
/// The engine refused a file or a call. This does not end the run if the file is a candidate or an instrumented copy: the candidate is
/// rejected, or the step that needs the copy is skipped.
/// </summary>
/// <param name="step">The refused operation.</param>
/// <param name="code">The stable code, <c>MPR3xxx</c>.</param>
/// <param name="message">Where the error is, what was found, what was expected, and what to do.</param>
/// <param name="inner">The engine's own error, if any.</param>
public sealed class EngineRefusedException(EngineStep step, string code, string message, Exception? inner = null)
    : PrunerException(code, message, inner)
{
    /// <summary>The refused operation.</summary>
    public EngineStep Step { get; } = step;

    /// <summary>The engine's own reason in one line, for callers that compose a message of their own; null if there is none.</summary>
    public string? Reason { get; init; }
}

/// <summary>The operations that an engine can refuse.</summary>
public enum EngineStep
{
    /// <summary>Loading a file.</summary>
    Load,

    /// <summary>Running a model on inputs.</summary>
    Run,

    /// <summary>A training step, or a forward pass in training mode.</summary>
    Train,
}

/// <summary>A warning: the user should know about it, but the run continues.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">Where the problem is, what it is, and what to do.</param>
public sealed record Diagnostic(string Code, string Message);
