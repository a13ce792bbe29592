using System.CommandLine;
using System.CommandLine.Parsing;
using MPruner.Shared.Caching;
using MPruner.Tool.Caching;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Commands;

/// <summary><c>cache info|gc|clear</c>: looks after the cache of this machine. What a server keeps is the server's business.</summary>
internal static class CacheCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var cacheOptions = new CacheOptions();
        var maxBytes = new Option<long?>("--max-bytes")
        {
            Description = "The most bytes of all results; MPRUNER_CACHE_MAX_BYTES or 10000000000 if left out",
            CustomParser = result => Bytes(result),
        };
        var info = new Command("info", "Show the folder, what is in it, the limit, and the remote cache") { cacheOptions.Remote };
        var gc = new Command("gc", "Delete the least recently used results beyond the limit, and what killed processes left") { maxBytes };
        var clear = new Command("clear", "Delete all results");
        SetAction(info, (parse, cache) => Info(cache, cacheOptions.RemoteAddressOf(parse, context)?.ToString()));
        SetAction(gc, (parse, cache) => Deleted(cache, Trim(cache, parse.GetValue(maxBytes) ?? cache.MaxBytes)));
        SetAction(clear, (_, cache) => Deleted(cache, Trim(cache, 0)));
        return new Command("cache", "Look after this machine's cache of results") { info, gc, clear };

        void SetAction(Command command, Func<ParseResult, DiskCache, JObject> work)
        {
            command.Options.Add(options.CacheDirectory);
            command.Options.Add(options.Json);
            command.SetAction(parse => (int)CommandRunner.Run(context, "mpruner", () =>
            {
                var json = work(parse, cacheOptions.Read(parse, options, context)!);
                context.Out.Write(parse.GetValue(options.Json) ? ReportJson.Print(json) : CacheText.Of(json));
                return ExitCode.Done;
            }));
        }
    }

    private static long? Bytes(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (CacheSettings.Bytes(text) is { } bytes)
        {
            return bytes;
        }

        result.AddError($"'{text}' is not a whole number of bytes.");
        return null;
    }

    private static JObject Info(DiskCache cache, string? remote)
    {
        var listing = new CacheListing(new CacheLayout(cache.Folder));
        return new JObject
        {
            ["folder"] = cache.Folder,
            ["results"] = listing.Count,
            ["bytes"] = listing.Bytes,
            ["maxBytes"] = cache.MaxBytes,
            ["lastUse"] = CacheText.Time(listing.LastUse),
            ["remote"] = remote,
        };
    }

    private static DeletedFiles Trim(DiskCache cache, long maxBytes)
    {
        var trim = new CacheTrim(new CacheLayout(cache.Folder));
        return trim.Run(maxBytes, _ => false) + trim.RemoveStale();
    }

    private static JObject Deleted(DiskCache cache, DeletedFiles deleted) => new()
    {
        ["folder"] = cache.Folder,
        ["deletedFiles"] = deleted.Files,
        ["deletedBytes"] = deleted.Bytes,
        ["bytes"] = new CacheListing(new CacheLayout(cache.Folder)).Bytes,
    };
}
