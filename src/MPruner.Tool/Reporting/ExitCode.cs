namespace MPruner.Tool.Reporting;

/// <summary>The exit codes of the process.</summary>
internal enum ExitCode
{
    /// <summary>The command succeeded.</summary>
    Done = 0,

    /// <summary>The command completed, but a requirement was not met.</summary>
    RequirementNotMet = 1,

    /// <summary>The command line, an option or an output path is wrong.</summary>
    Usage = 2,

    /// <summary>A model or its data cannot be used.</summary>
    BadInput = 3,

    /// <summary>There is no libtorch.</summary>
    EngineMissing = 4,

    /// <summary>An internal error.</summary>
    Internal = 5,

    /// <summary>Ctrl+C, or another signal that asks the process to end.</summary>
    Interrupted = 130,
}
