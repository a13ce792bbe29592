using System.Collections.Immutable;
using System.Diagnostics;

namespace MPruner.TorchScript.Pickle;

/// <summary>Rebuilds a graph with a function. It is called once for each object, so shared objects stay shared.</summary>
/// <param name="replace">
/// Returns the replacement of a value, or null to keep it. It is called from the root down, and then for the parts of the replacement,
/// which may be original values. A replacement may also contain the value itself (a wrapper); then only the value's parts are rewritten.
/// </param>
public sealed class PickleRewriter(Func<PickleValue, PickleValue?> replace)
{
    private readonly Dictionary<PickleValue, PickleValue> _done = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PickleValue, PickleValue> _kept = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<PickleValue> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>The value with all replacements. Parts in which nothing changed stay the same instances.</summary>
    public PickleValue Rewrite(PickleValue value)
    {
        if (_open.Contains(value))
        {
            return Keep(value);
        }

        if (!_done.TryGetValue(value, out var result))
        {
            var replacement = replace(value);
            if (replacement is null || ReferenceEquals(replacement, value))
            {
                result = Keep(value);
            }
            else
            {
                _open.Add(value);
                result = RewriteParts(replacement);
                _open.Remove(value);
            }

            _done.Add(value, result);
        }

        return result;
    }

    private PickleValue Keep(PickleValue value)
    {
        if (!_kept.TryGetValue(value, out var result))
        {
            result = RewriteParts(value);
            _kept.Add(value, result);
        }

        return result;
    }

    private PickleValue RewriteParts(PickleValue value)
    {
        switch (value)
        {
            case PickleTuple tuple:
                return Rewrite(tuple.Items) is { } items ? new PickleTuple(items) { IsMarked = tuple.IsMarked }.EncodedLike(value) : value;
            case PickleList list:
                return Rewrite(list.Items) is { } elements ? new PickleList(elements).EncodedLike(value) : value;
            case PickleDict dict:
                return Rewrite([.. dict.Children]) is { } flat ? new PickleDict(Pairs(flat)).EncodedLike(value) : value;
            case PickleObject made:
                return Rewrite([made.Class, made.State]) is { } parts
                    ? new PickleObject((PickleGlobal)parts[0], parts[1]).EncodedLike(value)
                    : value;
            case PickleReduce call:
                return Rewrite([call.Callable, call.Arguments]) is { } operands
                    ? new PickleReduce((PickleGlobal)operands[0], operands[1]).EncodedLike(value)
                    : value;
            case PicklePersistentId reference:
                return Rewrite([reference.Id]) is { } id ? new PicklePersistentId(id[0]).EncodedLike(value) : value;
            case PickleNone or PickleBool or PickleInt or PickleFloat or PickleString or PickleGlobal:
                return value;
            default:
                throw new UnreachableException();
        }
    }

    /// <returns>The rewritten values; null if none changed.</returns>
    private ImmutableArray<PickleValue>? Rewrite(ImmutableArray<PickleValue> values)
    {
        ImmutableArray<PickleValue> results = [.. values.Select(Rewrite)];
        return values.Zip(results).All(pair => ReferenceEquals(pair.First, pair.Second)) ? null : results;
    }

    private static ImmutableArray<KeyValuePair<PickleValue, PickleValue>> Pairs(ImmutableArray<PickleValue> flat)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<PickleValue, PickleValue>>(flat.Length / 2);
        for (var i = 0; i < flat.Length; i += 2)
        {
            pairs.Add(KeyValuePair.Create(flat[i], flat[i + 1]));
        }

        return pairs.MoveToImmutable();
    }
}
