using System.Globalization;
using MPruner.Shared.Options;

namespace MPruner.Tool.Options;

/// <summary>The ranges of the options, checked before any work is done.</summary>
internal static class OptionRanges
{
    private const string FromZero = "a whole number from 0 on";
    private const string FromOne = "a whole number from 1 on";
    private static readonly string ThreadNumber = string.Create(
        CultureInfo.InvariantCulture, $"a whole number from {ThreadCount.Min} to {ThreadCount.Max}");

    private const string Drop = "a number from 0 on, in the metric's own unit: 0.01 is one point of accuracy";
    private const string Share = "a share of the parameters from 0 to 1, for example 0.3";

    /// <summary>Checks every option.</summary>
    /// <param name="options">The options of the run.</param>
    /// <param name="origin">The part before the colon of a message.</param>
    /// <exception cref="ToolException"><c>MPR5002</c>: a value out of range.</exception>
    public static void Check(PruningOptions options, string origin)
    {
        Require(options.Threshold is >= 0 and <= 1, "threshold", options.Threshold, "a similarity from 0 to 1, for example 0.98");
        Require(options.MaxDrop >= 0 && double.IsFinite(options.MaxDrop), "max-drop", options.MaxDrop, Drop);
        Require(options.Confidence is >= 0.5 and < 1, "confidence", options.Confidence, "a level from 0.5 to below 1, for example 0.95");
        Require(options.Epochs is null or >= 1, "epochs", options.Epochs ?? 0, FromOne);
        Require(options.MaxParameters is null or >= 0, "max-parameters", options.MaxParameters ?? 0, FromZero);
        Require(options.MaxBytes is null or >= 0, "max-bytes", options.MaxBytes ?? 0, FromZero);
        Require(options.MinReduction is null or (>= 0 and <= 1), "min-reduction", options.MinReduction ?? 0, Share);
        Require(options.Seed >= 0, "seed", options.Seed, FromZero);
        Require(options.Threads is >= ThreadCount.Min and <= ThreadCount.Max, "threads", options.Threads, ThreadNumber);
        Require(IsDevice(options.Device), "device", options.Device, "cpu or cuda, optionally with an index: cuda:0");
        Require(options.Blocks is not "", "blocks", "", "a path glob such as encoder.layer.*, or a class such as BertLayer");
        Require(options.Mask is not "", "mask", "", "the mask's input name, optionally with :padding or :valid");

        void Require(bool fulfilled, string name, object found, string expected)
        {
            if (!fulfilled)
            {
                var item = Pascal(name);
                var finding = string.Create(CultureInfo.InvariantCulture, $"{item} is '{found}'; expected {expected}.");
                throw new ToolException("MPR5002", origin, $"{finding} Correct --{name}, or the item's {item}.");
            }
        }
    }

    private static bool IsDevice(string device) => device.Split(':') switch
    {
        ["cpu"] or ["cuda"] => true,
        ["cuda", var index] => int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static string Pascal(string name) => string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
