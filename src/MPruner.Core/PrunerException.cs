namespace MPruner.Core;

/// <summary>Why a run cannot go on: a coded error that the user can fix.</summary>
/// <param name="code">The stable code, <c>MPR2xxx</c> to <c>MPR5xxx</c>; documented in docs/errors.md.</param>
/// <param name="message">Where, what was found, what was expected, what to do.</param>
/// <param name="inner">The engine's or the system's own error, if any.</param>
public class PrunerException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable code.</summary>
    public string Code { get; } = code;
}

/// <summary>
/// The engine refused a file or a call. For a candidate or an instrumented copy that is a result, not the end of the run.
/// </summary>
/// <param name="step">What it refused.</param>
/// <param name="code">The stable code, <c>MPR3xxx</c>.</param>
/// <param name="message">Where, what was found, what was expected, what to do.</param>
/// <param name="inner">The engine's own error, if any.</param>
public sealed class EngineRefusedException(EngineStep step, string code, string message, Exception? inner = null) : PrunerException(code, message, inner)
{
    /// <summary>What the engine refused.</summary>
    public EngineStep Step { get; } = step;

    /// <summary>The engine's own reason in one line: a caller who knows the arguments' names repeats it with them.</summary>
    public string? Reason { get; init; }
}

/// <summary>What an engine can refuse.</summary>
public enum EngineStep
{
    /// <summary>Loading a file.</summary>
    Load,

    /// <summary>Running a model on inputs.</summary>
    Run,

    /// <summary>A step of training, or a pass in training mode.</summary>
    Train,
}

/// <summary>Something the user should know that does not stop the run.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">Where, what, and what to do.</param>
public sealed record Diagnostic(string Code, string Message);
