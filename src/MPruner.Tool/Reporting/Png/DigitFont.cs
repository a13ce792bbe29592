namespace MPruner.Tool.Reporting.Png;

/// <summary>The few characters that a heat map needs, as dots in five rows and at most three columns.</summary>
internal static class DigitFont
{
    /// <summary>The edge of a dot in pixels.</summary>
    public const int Dot = 2;

    /// <summary>The height of a character in pixels.</summary>
    public const int Height = 5 * Dot;

    /// <summary>The rows of each character, from above; a dot is an #.</summary>
    private static readonly Dictionary<char, string[]> Shapes = new()
    {
        ['0'] = ["###", "#.#", "#.#", "#.#", "###"],
        ['1'] = [".#.", "##.", ".#.", ".#.", "###"],
        ['2'] = ["###", "..#", "###", "#..", "###"],
        ['3'] = ["###", "..#", ".##", "..#", "###"],
        ['4'] = ["#.#", "#.#", "###", "..#", "..#"],
        ['5'] = ["###", "#..", "###", "..#", "###"],
        ['6'] = ["###", "#..", "###", "#.#", "###"],
        ['7'] = ["###", "..#", "..#", ".#.", ".#."],
        ['8'] = ["###", "#.#", "###", "#.#", "###"],
        ['9'] = ["###", "#.#", "###", "..#", "###"],
        ['?'] = ["###", "..#", ".##", "...", ".#."],
        ['.'] = [".", ".", ".", ".", "#"],
    };

    /// <summary>The width of a text in pixels.</summary>
    public static int WidthOf(string text) => text.Sum(c => (Shapes[c][0].Length + 1) * Dot) - Dot;

    /// <summary>The upper left corners of a text's dots in pixels, from the text's own upper left corner.</summary>
    public static IEnumerable<(int X, int Y)> Dots(string text)
    {
        var left = 0;
        foreach (var rows in text.Select(c => Shapes[c]))
        {
            for (var y = 0; y < rows.Length; y++)
            {
                for (var x = 0; x < rows[y].Length; x++)
                {
                    if (rows[y][x] == '#')
                    {
                        yield return (left + (x * Dot), y * Dot);
                    }
                }
            }

            left += (rows[0].Length + 1) * Dot;
        }
    }
}
