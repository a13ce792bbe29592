using System.Collections.Immutable;

namespace MPruner.Core.Planning;

/// <summary>A way to decide what goes.</summary>
internal interface ISearch
{
    /// <summary>What the tuning split accepted, each attempt with more missing than the one before; none where nothing can go.</summary>
    IReadOnlyList<Attempt> Accepted { get; }

    /// <summary>Every attempt in order.</summary>
    ImmutableArray<Verdict> Verdicts { get; }

    /// <summary>Searches.</summary>
    void Run();
}
