using System.Collections.Immutable;

namespace MPruner.Tool.Caching;

/// <summary>A stored result whose key differs least from a wanted one.</summary>
/// <param name="Key">Its key.</param>
/// <param name="LastUse">When it was used last, UTC.</param>
/// <param name="Differences">What differs.</param>
internal sealed record NearestKey(string Key, DateTime LastUse, ImmutableArray<KeyDifference> Differences)
{
    /// <summary>The nearest of a cache's results: the fewest differences, then the latest use. Null where the cache has no other.</summary>
    public static NearestKey? Of(CacheKey wanted, CacheListing cache)
    {
        var members = KeyMember.Of(wanted);
        return cache.Described()
            .Where(entry => entry.Key != wanted.Hash)
            .Select(entry => new NearestKey(entry.Key, entry.LastUse, KeyDifference.Between(members, entry.Members)))
            .OrderBy(entry => entry.Differences.Length)
            .ThenByDescending(entry => entry.LastUse)
            .FirstOrDefault();
    }
}

/// <summary>A member in which two keys differ.</summary>
/// <param name="Member">The member, with the value of the wanted key; null where that has none.</param>
/// <param name="There">The member of the other one; null where that has none.</param>
internal sealed record KeyDifference(KeyMember? Member, KeyMember? There)
{
    /// <summary>The member's name.</summary>
    public string Name => (Member ?? There)!.Name;

    /// <summary>What it is, in plain English.</summary>
    public string Meaning => (Member ?? There)!.Meaning;

    /// <summary>All differences, in the order of the wanted key.</summary>
    public static ImmutableArray<KeyDifference> Between(ImmutableArray<KeyMember> wanted, ImmutableArray<KeyMember> other)
    {
        var there = other.ToDictionary(member => member.Name, StringComparer.Ordinal);
        var names = wanted.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. wanted.Where(member => there.GetValueOrDefault(member.Name) != member)
                .Select(member => new KeyDifference(member, there.GetValueOrDefault(member.Name))),
            .. other.Where(member => !names.Contains(member.Name)).Select(member => new KeyDifference(null, member)),
        ];
    }
}
