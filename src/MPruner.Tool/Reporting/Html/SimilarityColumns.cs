namespace MPruner.Tool.Reporting.Html;

/// <summary>The columns of a table that say how much a run of blocks does, as measured before anything was removed.</summary>
internal static class SimilarityColumns
{
    private static readonly (string Name, string Meaning)[] Columns =
    [
        ("Similarity", "CKA of the run's input and output, about 0 to 1: the higher, the less the run does"),
        ("Cosine", "Mean cosine of the run's input and output, −1 to 1"),
        ("Deletion error", "Squared distance of input and output, divided by that of the output from zero"),
        ("Affine R²", "Share of the output that the best affine map of the input explains, at most 1"),
    ];

    /// <summary>The heads.</summary>
    public static IEnumerable<Element> Heads() =>
        Columns.Select(column => new Element("th", ("scope", "col"), ("class", "number"), ("title", column.Meaning)) { column.Name });

    /// <summary>The cells of one run; what is undefined has a question mark.</summary>
    public static IEnumerable<Element> Cells(params double?[] values) => values.Zip(
        Columns, (value, column) => new Element("td", ("class", "number"), ("data-label", column.Name)) { NumberText.Thousandths(value) });

    /// <summary>The cells where there is no run.</summary>
    public static IEnumerable<Element> Empty() => Columns.Select(_ => new Element("td", ("class", "none")));

    /// <summary>A frame that scrolls where a table is wider than the screen.</summary>
    /// <param name="label">What is in it.</param>
    public static Element Scroll(string label) =>
        new("div", ("class", "scroll"), ("role", "region"), ("aria-label", label), ("tabindex", "0"));
}
