namespace MPruner.Shared.Reporting;

/// <summary>
/// The places of an HTML report that show a file's path. All else in it depends on contents only, so that a cached report fits every build
/// once these are filled anew.
/// </summary>
internal static class ReportPlace
{
    /// <summary>The model.</summary>
    public const string Model = "model";

    /// <summary>The file that was written.</summary>
    public const string Output = "output";

    /// <summary>The data that were measured on.</summary>
    public const string Calibration = "calibration";

    /// <summary>The data that were judged on.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>What was measured before.</summary>
    public const string Analysis = "analysis";

    private const string TitleStart = "<title class=\"model-title\">";
    private const string TitleEnd = " – MPruner</title>";
    private const string End = "</bdi>";

    /// <summary>A file's name, without its folder.</summary>
    public static string Name(string file, string path) => Start(file, "name") + NameText(path) + End;

    /// <summary>A file's path.</summary>
    public static string Path(string file, string path) => Start(file, "path") + HtmlText.Encode(path) + End;

    /// <summary>A file's path as a word of a command line.</summary>
    public static string Word(string file, string path) => Start(file, "word") + WordText(path) + End;

    /// <summary>The title of a report about a model.</summary>
    public static string Title(string path) => TitleStart + NameText(path) + TitleEnd;

    /// <summary>The same report about files in other places.</summary>
    /// <param name="page">The HTML.</param>
    /// <param name="file">Which file: <see cref="Model"/> or another of these names.</param>
    /// <param name="path">Where it is now.</param>
    public static string Fill(string page, string file, string path)
    {
        page = Fill(page, (Start(file, "name"), End), NameText(path));
        page = Fill(page, (Start(file, "path"), End), HtmlText.Encode(path));
        page = Fill(page, (Start(file, "word"), End), WordText(path));
        return file == Model ? Fill(page, (TitleStart, TitleEnd), NameText(path)) : page;
    }

    private static string NameText(string path) => HtmlText.Encode(System.IO.Path.GetFileName(path));

    private static string WordText(string path) => HtmlText.Encode(ShellWord.OfPath(path));

    private static string Start(string file, string form) => $"<bdi class=\"{file}-{form}\">";

    /// <summary>No encoded text contains a tag, so that a place ends where its closing tag is.</summary>
    private static string Fill(string page, (string Start, string End) tags, string text)
    {
        for (int at = page.IndexOf(tags.Start, StringComparison.Ordinal); at >= 0;)
        {
            int from = at + tags.Start.Length;
            int end = page.IndexOf(tags.End, from, StringComparison.Ordinal);
            page = page.Remove(from, end - from).Insert(from, text);
            at = page.IndexOf(tags.Start, from, StringComparison.Ordinal);
        }

        return page;
    }
}
