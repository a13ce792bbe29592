using System.CommandLine.Parsing;
using System.Globalization;
using MPruner.Tool.Options;

namespace MPruner.Tool.Commands;

/// <summary>How the values of options are read; what is not accepted is an error that says what is.</summary>
internal static class OptionParsing
{
    /// <summary>A number with a decimal point: the library's own parser reads 0,01 as 1.</summary>
    public static double Number(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        result.AddError($"'{text}' is not a number; expected digits with a decimal point, such as 0.98.");
        return 0;
    }

    /// <summary>What a text means.</summary>
    /// <param name="result">The argument.</param>
    /// <param name="find">The meaning of a text; null if there is none.</param>
    /// <param name="expected">What is accepted, for people.</param>
    public static T Parsed<T>(ArgumentResult result, Func<string?, T?> find, string expected)
        where T : struct
    {
        var text = result.Tokens[0].Value;
        if (find(text) is { } value)
        {
            return value;
        }

        result.AddError($"'{text}' is not known; expected {expected}.");
        return default;
    }

    /// <summary>One of an option's words: the library's own parser accepts numbers, too.</summary>
    public static T Word<T>(ArgumentResult result)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        if (OptionWords.Find<T>(text) is { } value)
        {
            return value;
        }

        result.AddError($"'{text}' is not known; expected one of {OptionWords.List<T>()}.");
        return default;
    }
}
