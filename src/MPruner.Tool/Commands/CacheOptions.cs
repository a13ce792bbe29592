using System.CommandLine;
using System.Net.Http.Headers;
using MPruner.Shared.Caching;
using MPruner.Tool.Caching;
using MPruner.Tool.Caching.Remote;
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

    public Option<string?> Remote { get; } = new("--remote-cache")
    {
        Description = "The address of a cache that machines share over HTTP; MPRUNER_REMOTE_CACHE if left out",
        HelpName = "url",
    };

    public Option<bool?> RemoteWrite { get; } = new("--remote-cache-write")
    {
        Description = "Store results there, too; MPRUNER_REMOTE_CACHE_WRITE=true does the same",
        HelpName = "true|false",
    };

    /// <summary>The cache that was chosen, or null for none.</summary>
    public DiskCache? Read(ParseResult parse, RunOptions options, ToolContext context) =>
        options.ReadCache(parse, context.Variable) is { } cache ? Of(cache.Folder, parse.GetValue(Universe), context) : null;

    /// <summary>The remote cache that was chosen, or null for none.</summary>
    /// <exception cref="ToolException"><c>MPR5002</c>, <c>MPR5111</c>, <c>MPR5112</c>: a setting that cannot be used.</exception>
    public RemoteCache? ReadRemote(ParseResult parse, ToolContext context)
    {
        if (RemoteAddressOf(parse, context) is not { } address)
        {
            return null;
        }

        return new RemoteCache(new RemoteSettings(address)
        {
            Writes = parse.GetValue(RemoteWrite) ?? Writes(context.Variable(CacheSettings.RemoteWriteVariable)),
            Authorization = Authorization(context.Variable(CacheSettings.AuthorizationVariable)),
        });
    }

    /// <summary>The address of the remote cache that was chosen, or null for none.</summary>
    /// <exception cref="ToolException"><c>MPR5111</c>: it cannot be used.</exception>
    public Uri? RemoteAddressOf(ParseResult parse, ToolContext context)
    {
        var text = parse.GetValue(Remote) is { Length: > 0 } chosen ? chosen : context.Variable(CacheSettings.RemoteVariable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return RemoteAddress.Find(text) ?? throw new ToolException(RemoteAddress.Code, "mpruner", RemoteAddress.Fault(text)!);
    }

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

    private static bool Writes(string? text) => text?.ToUpperInvariant() switch
    {
        null or "" or "FALSE" => false,
        "TRUE" => true,
        _ => throw new ToolException("MPR5002", "mpruner", $"{CacheSettings.RemoteWriteVariable} is '{text}'; expected true or false."),
    };

    private static string? Authorization(string? text)
    {
        if (string.IsNullOrEmpty(text) || AuthenticationHeaderValue.TryParse(text, out _))
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }

        throw new ToolException(
            "MPR5112",
            "mpruner",
            $"{CacheSettings.AuthorizationVariable} is not the value of a header Authorization; expected one line such as 'Bearer TOKEN'.");
    }
}
