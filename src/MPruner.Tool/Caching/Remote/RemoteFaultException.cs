namespace MPruner.Tool.Caching.Remote;

/// <summary>Why a remote cache cannot be used.</summary>
/// <param name="code">The code of the warning that it becomes.</param>
/// <param name="message">What was found, as the end of a sentence.</param>
/// <param name="inner">The exception of the system, if there was one.</param>
internal sealed class RemoteFaultException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The server cannot be reached, is too slow, or answers with an error.</summary>
    public const string NoAnswer = "MPR4010";

    /// <summary>The server does not allow it.</summary>
    public const string Forbidden = "MPR4011";

    /// <summary>The server has other bytes than it should.</summary>
    public const string WrongBytes = "MPR4012";

    /// <summary>One of these.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the same request may succeed at once: a server that restarts, a connection that broke.</summary>
    public bool MayPass { get; init; }
}
