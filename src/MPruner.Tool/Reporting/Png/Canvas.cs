namespace MPruner.Tool.Reporting.Png;

/// <summary>A picture of pixels, white at first.</summary>
/// <param name="width">The number of columns.</param>
/// <param name="height">The number of rows.</param>
internal sealed class Canvas(int width, int height)
{
    private readonly Rgb[] pixels = [.. Enumerable.Repeat(new Rgb(255, 255, 255), width * height)];

    /// <summary>The number of columns.</summary>
    public int Width => width;

    /// <summary>The number of rows.</summary>
    public int Height => height;

    /// <summary>The pixels of a row.</summary>
    public ReadOnlySpan<Rgb> Row(int y) => pixels.AsSpan(y * width, width);

    /// <summary>Fills an area; what is outside the picture is left out.</summary>
    public void Fill(Area area, Rgb colour)
    {
        for (var y = Math.Max(area.Y, 0); y < Math.Min(area.Y + area.Height, height); y++)
        {
            for (var x = Math.Max(area.X, 0); x < Math.Min(area.X + area.Width, width); x++)
            {
                pixels[(y * width) + x] = colour;
            }
        }
    }

    /// <summary>Draws a frame along the inner edge of an area.</summary>
    public void Frame(Area area, int thickness, Rgb colour)
    {
        Fill(area with { Height = thickness }, colour);
        Fill(area with { Y = area.Y + area.Height - thickness, Height = thickness }, colour);
        Fill(area with { Width = thickness }, colour);
        Fill(area with { X = area.X + area.Width - thickness, Width = thickness }, colour);
    }

    /// <summary>Writes digits in the middle of an area.</summary>
    public void Write(Area area, string digits, Rgb colour)
    {
        var left = area.X + ((area.Width - DigitFont.WidthOf(digits)) / 2);
        var top = area.Y + ((area.Height - DigitFont.Height) / 2);
        foreach (var (x, y) in DigitFont.Dots(digits))
        {
            Fill(new(left + x, top + y, DigitFont.Dot, DigitFont.Dot), colour);
        }
    }
}

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct Area(int X, int Y, int Width, int Height);
