using System.CommandLine;
using MPruner.Shared.Caching;
using MPruner.Tool.Caching;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>The options of the cache for commands that store results.</summary>
internal sealed class CacheOptions
{
    public Option<string?> Universe { get; } = new("--cache-universe")
    {
        Description = "Any text: results are shared only by runs with the same one; MPRUNER_CACHE_UNIVERSE if left out",
        HelpName = "text",
    };

    /// <summary>The cache that was chosen, or null for none.</summary>
    public DiskCache? Read(ParseResult parse, RunOptions options, ToolContext context) =>
        options.ReadCache(parse, context.Variable) is { } cache ? Of(cache.Folder, parse.GetValue(Universe), context) : null;

    /// <summary>A cache with what the environment says about it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="universe">What the command line or the build says; null leaves it to the environment.</param>
    /// <param name="context">The surroundings of the command.</param>
    public static DiskCache Of(string folder, string? universe, ToolContext context) =>
        new(folder)
        {
            Universe = universe ?? context.Variable(CacheSettings.UniverseVariable) ?? "",
            MaxBytes = MaxBytes(context.Variable(CacheSettings.MaxBytesVariable)),
        };

    private static long MaxBytes(string? text) => string.IsNullOrEmpty(text)
        ? CacheSettings.DefaultMaxBytes
        : CacheSettings.Bytes(text) ?? throw new ToolException(
            "MPR5002",
            "mpruner",
            $"{CacheSettings.MaxBytesVariable} is '{text}'; expected a whole number of bytes, such as {CacheSettings.DefaultMaxBytes}.");
}
