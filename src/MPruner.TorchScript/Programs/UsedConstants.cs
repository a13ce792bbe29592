using System.Collections.Immutable;
using System.Globalization;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>Removes the constants that code no longer reads.</summary>
internal static class UsedConstants
{
    /// <summary>The constants, with <c>None</c> in place of unused ones, and without unused ones at the end.</summary>
    /// <remarks>Indices are kept, because code refers to <c>CONSTANTS.c7</c>, and unchanged code keeps its bytes.</remarks>
    public static ImmutableArray<PickleValue> Of(CodeLibrary code, ImmutableArray<PickleValue> constants)
    {
        var used = code.Files.SelectMany(f => IndicesIn(f.Syntax)).ToHashSet();
        if (constants.Length == 0 || Enumerable.Range(0, constants.Length).All(used.Contains))
        {
            return constants;
        }

        var length = used.Where(i => i < constants.Length).DefaultIfEmpty(-1).Max() + 1;
        return [.. constants.Take(length).Select((value, i) => used.Contains(i) ? value : new PickleNone())];
    }

    private static IEnumerable<int> IndicesIn(SyntaxNode node)
    {
        Token? before = null, beforeThat = null;
        foreach (var token in node.Tokens())
        {
            if (before?.Is(".") == true && beforeThat?.Is("CONSTANTS") == true
                && int.TryParse(token.Text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                yield return index;
            }

            (beforeThat, before) = (before, token);
        }
    }
}
