using MPruner.Core;

namespace MPruner.Torch;

/// <summary>What libtorch says when it ends a process: TorchSharp does not catch what some files make it throw while they are loaded.</summary>
public static class AbortReport
{
    private const string Mark = "what():";

    /// <summary>The coded error that an exception caught in the process would have become; null where the lines name no exception.</summary>
    /// <param name="lines">What the process wrote to its standard error, without line ends.</param>
    public static PrunerException? Read(IReadOnlyList<string> lines)
    {
        string[] said = [.. lines.SkipWhile(line => !line.TrimStart().StartsWith(Mark, StringComparison.Ordinal)).Select(line => line.Trim())];
        return said is [var first, .. var rest]
            ? EngineFailure.OnLoad(string.Join('\n', rest.Prepend(first[Mark.Length..])), TorchEngine.Name, null)
            : null;
    }
}
