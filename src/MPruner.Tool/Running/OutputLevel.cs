using MPruner.Tool.Options;

namespace MPruner.Tool.Running;

/// <summary>How much the running command writes; known once its command line has been read.</summary>
internal sealed class OutputLevel
{
    /// <summary>The level.</summary>
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;
}
