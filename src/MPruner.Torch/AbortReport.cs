using MPruner.Core;

namespace MPruner.Torch;

/// <summary>
/// Reads what libtorch writes when it ends a process. TorchSharp does not catch all exceptions that libtorch throws while it loads a file.
/// </summary>
public static class AbortReport
{
    private const string Mark = "what():";

    /// <summary>
    /// The coded error that the exception would have become if it had been caught; null if the lines contain no exception.
    /// </summary>
    /// <param name="lines">The lines that the process wrote to its standard error, without line endings.</param>
    public static PrunerException? Read(IReadOnlyList<string> lines)
    {
        string[] message =
        [
            .. lines.SkipWhile(line => !line.TrimStart().StartsWith(Mark, StringComparison.Ordinal)).Select(line => line.Trim()),
        ];
        return message is [var first, .. var rest]
            ? EngineFailure.OnLoad(string.Join('\n', rest.Prepend(first[Mark.Length..])), TorchEngine.Name, null)
            : null;
    }
}
