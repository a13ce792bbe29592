using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.Core.Rewriting;

/// <summary>What changes in one module object: its attributes, and the code of its class as this object runs it.</summary>
internal sealed class ModuleEdit
{
    /// <summary>Attributes that go.</summary>
    public SortedSet<string> Dropped { get; } = new(StringComparer.Ordinal);

    /// <summary>Expressions that are replaced by others of the same code.</summary>
    public Dictionary<Expression, Replacement> Replacements { get; } = [];

    /// <summary>Statements that go: the aliases of removed blocks.</summary>
    public HashSet<Statement> Removed { get; } = [];

    /// <summary>Attributes whose class became another one, with the new class's name.</summary>
    public SortedDictionary<string, string> Reclassed { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => Dropped.Count == 0 && Replacements.Count == 0 && Removed.Count == 0 && Reclassed.Count == 0;

    /// <summary>Whether another object of the same class changes in the same way, so that both can share one class.</summary>
    public bool IsSameAs(ModuleEdit other) =>
        Dropped.SetEquals(other.Dropped)
        && Removed.SetEquals(other.Removed)
        && Reclassed.SequenceEqual(other.Reclassed)
        && Replacements.Count == other.Replacements.Count
        && Replacements.All(r => other.Replacements.TryGetValue(r.Key, out var same) && same.SequenceEqual(r.Value));
}

/// <summary>What stands in the place of a removed call.</summary>
/// <param name="Results">For each result of the call the expression that takes its place; null where nobody reads it. One element where the call returned no tuple.</param>
/// <param name="Types">The declared type of each result, for those that nobody reads: a container may still hand them on under that type.</param>
internal sealed record Replacement(IReadOnlyList<Expression?> Results, ImmutableArray<Expression> Types)
{
    /// <summary>Whether both put the same expressions in place.</summary>
    public bool SequenceEqual(Replacement other) => Results.SequenceEqual(other.Results) && Types.AsSpan().SequenceEqual(other.Types.AsSpan());
}
