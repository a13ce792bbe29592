using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Rewriting;

/// <summary>The changes of one module object: its attributes, and the code of its class as this object runs it.</summary>
internal sealed class ModuleEdit
{
    /// <summary>Attributes that are removed.</summary>
    public SortedSet<string> Dropped { get; } = new(StringComparer.Ordinal);

    /// <summary>Expressions that are replaced by other expressions of the same code.</summary>
    public Dictionary<Expression, Replacement> Replacements { get; } = [];

    /// <summary>Expressions that become part of others. An expression that replaces another is also wrapped if it is listed here.</summary>
    public Dictionary<Expression, Wrapping> Wrapped { get; } = [];

    /// <summary>
    /// Expressions that become other code: sizes that depend on how many units remain, operators in whose place a method is called.
    /// </summary>
    public Dictionary<Expression, string> Texts { get; } = [];

    /// <summary>Statements that are removed: the aliases of removed blocks.</summary>
    public HashSet<Statement> Removed { get; } = [];

    /// <summary>Attributes whose class changed, with the name of the new class.</summary>
    public SortedDictionary<string, string> Reclassed { get; } = new(StringComparer.Ordinal);

    /// <summary>Attributes that are added.</summary>
    public SortedDictionary<string, NewAttribute> Added { get; } = new(StringComparer.Ordinal);

    /// <summary>Wraps an expression, outside of what it is already wrapped in.</summary>
    public void Wrap(Expression expression, string before, string after)
    {
        var inner = Wrapped.GetValueOrDefault(expression, new Wrapping("", ""));
        Wrapped[expression] = new Wrapping(before + inner.Before, inner.After + after);
    }

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty =>
        Dropped.Count == 0
        && Replacements.Count == 0
        && Wrapped.Count == 0
        && Texts.Count == 0
        && Removed.Count == 0
        && Reclassed.Count == 0
        && Added.Count == 0;

    /// <summary>Whether another object of the same class changes in the same way, so that both can share one class.</summary>
    public bool IsSameAs(ModuleEdit other) =>
        Dropped.SetEquals(other.Dropped)
        && Removed.SetEquals(other.Removed)
        && Reclassed.SequenceEqual(other.Reclassed)
        && Added.Select(a => (a.Key, a.Value.Type)).SequenceEqual(other.Added.Select(a => (a.Key, a.Value.Type)))
        && Texts.Count == other.Texts.Count
        && Texts.All(t => other.Texts.TryGetValue(t.Key, out var same) && same == t.Value)
        && Wrapped.Count == other.Wrapped.Count
        && Wrapped.All(w => other.Wrapped.TryGetValue(w.Key, out var same) && same == w.Value)
        && Replacements.Count == other.Replacements.Count
        && Replacements.All(r => other.Replacements.TryGetValue(r.Key, out var same) && same.SequenceEqual(r.Value));
}

/// <summary>The code around a wrapped expression.</summary>
/// <param name="Before">The code before it: <c>torch.relu(</c>.</param>
/// <param name="After">The code after it: <c>)</c>.</param>
internal sealed record Wrapping(string Before, string After);

/// <summary>A new attribute of a module.</summary>
/// <param name="Type">Its declared type; a tensor is a parameter.</param>
/// <param name="Value">Its value, which may differ between modules that share a class.</param>
internal sealed record NewAttribute(string Type, PickleValue Value)
{
    /// <summary>The type that makes an attribute a parameter.</summary>
    public const string Tensor = "Tensor";
}

/// <summary>What replaces a removed call. It has the type of what it replaces.</summary>
/// <param name="Results">
/// For each result of the call, the expression that replaces it; null if nothing reads it. One element if the call returned no tuple.
/// </param>
/// <param name="Types">
/// The declared type of each result: code around the call may return a result that nothing reads, or keep one under the declared type.
/// </param>
internal sealed record Replacement(IReadOnlyList<Expression?> Results, ImmutableArray<Expression> Types)
{
    /// <summary>Whether the call returned a tuple, if only of one element.</summary>
    public bool IsTuple { get; init; }

    /// <summary>Whether both replace a call by the same expressions.</summary>
    public bool SequenceEqual(Replacement other) =>
        IsTuple == other.IsTuple && Results.SequenceEqual(other.Results) && Types.AsSpan().SequenceEqual(other.Types.AsSpan());
}
