using System.Collections.Immutable;
using System.Text;
using MPruner.Shared.Caching;

namespace MPruner.Tool.Caching;

/// <summary>Looks at the results of a cache and changes nothing, not even the times of their last use.</summary>
/// <param name="layout">The cache's paths.</param>
internal sealed class CacheListing(CacheLayout layout)
{
    /// <summary>How many results there are.</summary>
    public int Count => Names(layout.Action).Count(Has);

    /// <summary>The size of all results in bytes.</summary>
    public long Bytes => CacheFiles.OfResults(layout).Sum(CacheFiles.LengthOf);

    /// <summary>When any of them was used last, UTC; null where there is none.</summary>
    public DateTime? LastUse => CacheFiles.OfResults(layout).Select(file => (DateTime?)file.LastWriteTimeUtc).Max();

    /// <summary>Whether a key has a complete result; its bytes are not checked.</summary>
    public bool Has(string key) =>
        CacheFiles.Read(layout.Action(key)) is { } bytes
        && StoredAction.Parse(bytes) is { } action
        && File.Exists(layout.Content(action.Output))
        && File.Exists(layout.Content(action.Report));

    /// <summary>The complete results of which it is known what their keys are made of.</summary>
    public IEnumerable<DescribedKey> Described()
    {
        foreach (var key in Names(layout.Description).Where(Has))
        {
            var path = layout.Description(key);
            if (CacheFiles.Read(path) is { } text && KeyMember.Read(key, Encoding.UTF8.GetString(text)) is { } members)
            {
                yield return new DescribedKey(key, members, File.GetLastWriteTimeUtc(path));
            }
        }
    }

    /// <summary>The names of the entries of one kind.</summary>
    private IEnumerable<string> Names(Func<string, string> place) =>
        CacheFiles.OfResults(layout).Where(file => file.FullName == place(file.Name)).Select(file => file.Name);
}

/// <summary>A stored result and what its key is made of.</summary>
/// <param name="Key">The key.</param>
/// <param name="Members">What it is made of.</param>
/// <param name="LastUse">When it was used last, UTC.</param>
internal sealed record DescribedKey(string Key, ImmutableArray<KeyMember> Members, DateTime LastUse);
