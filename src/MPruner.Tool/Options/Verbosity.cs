namespace MPruner.Tool.Options;

/// <summary>How much a command writes about a model, as in <c>dotnet</c>. Errors, warnings and JSON are written at any level.</summary>
internal enum Verbosity
{
    /// <summary>Nothing else.</summary>
    Quiet,

    /// <summary>One line for a result.</summary>
    Minimal,

    /// <summary>Tables, and progress.</summary>
    Normal,

    /// <summary>How long each stage took, too.</summary>
    Detailed,
}
