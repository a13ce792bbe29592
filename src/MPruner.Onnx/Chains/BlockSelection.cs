using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MPruner.Core;

namespace MPruner.Onnx.Chains;

/// <summary>
/// The user's choice of blocks: a path glob (<c>encoder.layer.*</c>; <c>*</c> matches within one part, <c>**</c> across parts).
/// </summary>
internal static class BlockSelection
{
    /// <summary>The runs of at least two chosen blocks.</summary>
    /// <exception cref="PrunerException"><c>MPR2003</c>: there are none.</exception>
    public static ImmutableArray<ImmutableArray<OnnxBlock>> Choose(ImmutableArray<ImmutableArray<OnnxBlock>> chains, string glob)
    {
        var path = new Regex(Pattern(glob), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var chosen = ImmutableArray.CreateBuilder<ImmutableArray<OnnxBlock>>();
        foreach (var chain in chains)
        {
            for (var start = 0; start < chain.Length; start++)
            {
                var run = chain.Skip(start).TakeWhile(block => path.IsMatch(block.Path)).ToImmutableArray();
                if (run.Length > 1)
                {
                    chosen.Add(run);
                }

                start += run.Length;
            }
        }

        return chosen.Count > 0
            ? chosen.ToImmutable()
            : throw new PrunerException(
                "MPR2003",
                $"Blocks=\"{glob}\" selects no two blocks that pass a tensor on to one another. "
                + "Expected a path glob such as encoder.layer.*; the blocks of this ONNX model are "
                + $"{string.Join(", ", chains.SelectMany(chain => chain).Select(block => block.Path))}.");
    }

    private static string Pattern(string glob)
    {
        var escaped = Regex.Escape(glob)
            .Replace(@"\*\*", ".+", StringComparison.Ordinal)
            .Replace(@"\*", "[^.]+", StringComparison.Ordinal)
            .Replace(@"\?", "[^.]", StringComparison.Ordinal);
        return $"^{escaped}$";
    }
}
