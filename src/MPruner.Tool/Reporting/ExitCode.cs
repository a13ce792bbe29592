namespace MPruner.Tool.Reporting;

/// <summary>How the process ends.</summary>
internal enum ExitCode
{
    /// <summary>What was asked for is done.</summary>
    Done = 0,

    /// <summary>The work was done, but a demand was not met.</summary>
    RequirementNotMet = 1,

    /// <summary>The command line, an option or a place to write to is wrong.</summary>
    Usage = 2,

    /// <summary>A model or its data cannot be used.</summary>
    BadInput = 3,

    /// <summary>There is no libtorch.</summary>
    EngineMissing = 4,

    /// <summary>Our fault.</summary>
    Internal = 5,

    /// <summary>Ctrl+C, or a polite request to end.</summary>
    Interrupted = 130,
}
