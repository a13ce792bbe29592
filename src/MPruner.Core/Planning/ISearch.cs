using System.Collections.Immutable;

namespace MPruner.Core.Planning;

/// <summary>A way to decide what goes.</summary>
internal interface ISearch
{
    /// <summary>Every attempt in order.</summary>
    ImmutableArray<Verdict> Verdicts { get; }

    /// <summary>Searches.</summary>
    void Run();

    /// <summary>What the tuning split accepted, the attempt with the most missing first; none where nothing can go. Whoever goes on to the next one has rolled back the one before.</summary>
    IEnumerable<Attempt> LongestFirst();
}
