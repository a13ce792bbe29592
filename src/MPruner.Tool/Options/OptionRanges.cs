using System.Globalization;

namespace MPruner.Tool.Options;

/// <summary>What each option may be; checked before any work is done.</summary>
internal static class OptionRanges
{
    /// <summary>Checks every option.</summary>
    /// <param name="options">What was chosen.</param>
    /// <param name="origin">What stands before the colon of a message.</param>
    /// <exception cref="ToolException"><c>MPR5002</c>: a value out of range.</exception>
    public static void Check(PruningOptions options, string origin)
    {
        Require(options.Threshold is >= 0 and <= 1, "threshold", options.Threshold, "a similarity from 0 to 1, for example 0.98");
        Require(options.MaxDrop >= 0 && double.IsFinite(options.MaxDrop), "max-drop", options.MaxDrop, "a number from 0 on, in the metric's own unit: 0.01 is one point of accuracy");
        Require(options.Confidence is >= 0.5 and < 1, "confidence", options.Confidence, "a level from 0.5 to below 1, for example 0.95");
        Require(options.Epochs is null or >= 1, "epochs", options.Epochs ?? 0, "a whole number from 1 on");
        Require(options.MaxParameters is null or >= 0, "max-parameters", options.MaxParameters ?? 0, "a whole number from 0 on");
        Require(options.MaxBytes is null or >= 0, "max-bytes", options.MaxBytes ?? 0, "a whole number from 0 on");
        Require(options.MinReduction is >= 0 and <= 1, "min-reduction", options.MinReduction, "a share of the parameters from 0 to 1, for example 0.3");
        Require(options.Seed >= 0, "seed", options.Seed, "a whole number from 0 on");
        Require(options.Threads >= 1, "threads", options.Threads, "a whole number from 1 on");
        Require(IsDevice(options.Device), "device", options.Device, "cpu or cuda, optionally with an index: cuda:0");
        Require(options.Blocks is not "", "blocks", "", "a path glob such as encoder.layer.*, or a class such as BertLayer");
        Require(options.Mask is not "", "mask", "", "the mask's input name, optionally with :padding or :valid");

        void Require(bool fulfilled, string name, object found, string expected)
        {
            if (!fulfilled)
            {
                throw new ToolException("MPR5002", origin, string.Create(CultureInfo.InvariantCulture, $"{Pascal(name)} is '{found}'; expected {expected}. Correct --{name}, or the item's {Pascal(name)}."));
            }
        }
    }

    private static bool IsDevice(string device) =>
        device is "cpu" or "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static string Pascal(string name) => string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
