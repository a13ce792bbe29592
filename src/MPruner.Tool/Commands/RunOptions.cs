using System.CommandLine;
using MPruner.Shared.Caching;
using MPruner.Shared.Options;
using MPruner.Tool.Caching;
using MPruner.Tool.Options;
using static MPruner.Tool.Commands.OptionParsing;

namespace MPruner.Tool.Commands;

/// <summary>The options of the commands, spelled like the metadata of a <c>PruneModel</c> item.</summary>
/// <remarks>An option whose mechanism does not exist is absent, never ignored.</remarks>
internal sealed class RunOptions
{
    private static readonly PruningOptions Defaults = new();

    public Option<string?> Analysis { get; } = new("--analysis")
    {
        Description = "What mpruner merge wrote, in place of measuring the model",
        HelpName = "file",
    };

    public Option<double> Threshold { get; } = new("--threshold")
    {
        Description = "Similarity, 0 to 1, from which on two blocks' outputs count as similar",
        DefaultValueFactory = _ => Defaults.Threshold,
        CustomParser = Number,
    };

    public Option<ClusteringRule> Clustering { get; } = new("--clustering")
    {
        Description = "Which blocks a cluster's new member must be similar to: anchor, its first, or complete, all of them",
        HelpName = OptionWords.List<ClusteringRule>(),
        DefaultValueFactory = _ => Defaults.Clustering,
        CustomParser = Word<ClusteringRule>,
    };

    public Option<string?> Calibration { get; } = new("--calibration")
    {
        Description = ".npz, .npy or .safetensors to measure on; model.calibration.npz beside the model if left out",
        HelpName = "file",
    };

    public Option<string?> Evaluation { get; } = new("--evaluation")
    {
        Description = "The same, to judge on; model.evaluation.npz if there, else a part of the calibration data",
        HelpName = "file",
    };

    public Option<QualityMetric> Metric { get; } = new("--metric")
    {
        Description = "How candidates are compared with the original; auto: by labels, else by what its outputs look like",
        HelpName = OptionWords.List<QualityMetric>(),
        DefaultValueFactory = _ => Defaults.Metric,
        CustomParser = Word<QualityMetric>,
    };

    public Option<double> MaxDrop { get; } = new("--max-drop")
    {
        Description = "Largest accepted drop in quality, in the metric's unit: 0.01 is one point of accuracy or agreement, "
            + "0.01 of 1 − cosine, of the outputs' variance, or nats",
        DefaultValueFactory = _ => Defaults.MaxDrop,
        CustomParser = Number,
    };

    public Option<double> Confidence { get; } = new("--confidence")
    {
        Description = "Level of the upper bound of the drop that must stay within --max-drop; 0.5 is the bare mean",
        DefaultValueFactory = _ => Defaults.Confidence,
        CustomParser = Number,
    };

    public Option<PruningStrategy> Strategy { get; } = new("--strategy")
    {
        Description = "verified: clusters propose, held-out data decide; paper: MPruner's loop of whole clusters",
        HelpName = OptionWords.List<PruningStrategy>(),
        DefaultValueFactory = _ => Defaults.Strategy,
        CustomParser = Word<PruningStrategy>,
    };

    public Option<(int First, int Last)> Granularity { get; } = new("--granularity")
    {
        Description = "Of every cluster the members 1, 1+k, 1+2k, … are removed; the paper's loop raises k from the first to the last",
        HelpName = "first..last",
        DefaultValueFactory = _ => (Defaults.FirstGranularity, Defaults.LastGranularity),
        CustomParser = result => Parsed(result, GranularityText.Find, GranularityText.Expected),
    };

    public Option<RecoverySteps> Recovery { get; } = new("--recovery")
    {
        Description = "How the model is repaired: None, or Linear, Distill, Finetune joined by semicolons",
        HelpName = "steps",
        DefaultValueFactory = _ => Defaults.Recovery,
        CustomParser = result => Parsed(result, RecoveryText.Find, RecoveryWords.Expected),
    };

    public Option<int?> Epochs { get; } = new("--epochs")
    {
        Description = "Most epochs of each training; 3 for Finetune and 10 for Distill if left out",
    };

    public Option<bool> Freeze { get; } = new("--freeze")
    {
        Description = "Train only the blocks beside a seam and what follows the last block",
    };

    public Option<bool> Width { get; } = new("--width")
    {
        Description = "Remove units inside blocks as well: neurons, inner channels, attention heads; false for whole blocks alone",
        HelpName = "true|false",
        DefaultValueFactory = _ => Defaults.Width,
    };

    public Option<WidthCriterion> WidthCriterion { get; } = new("--width-criterion")
    {
        Description = "By what the units of inner dimensions are ordered; all but the first are for comparison",
        HelpName = OptionWords.List<WidthCriterion>(),
        DefaultValueFactory = _ => Defaults.WidthCriterion,
        CustomParser = Word<WidthCriterion>,
    };

    public Option<WeightStorage> Storage { get; } = new("--storage")
    {
        Description = "How weights are stored in the file; loaded, they are 32-bit floating-point numbers in any case",
        HelpName = OptionWords.List<WeightStorage>(),
        DefaultValueFactory = _ => Defaults.Storage,
        CustomParser = Word<WeightStorage>,
    };

    public Option<long?> MaxParameters { get; } = new("--max-parameters")
    {
        Description = "The most parameters of the result; no more is removed than that takes",
    };

    public Option<long?> MaxBytes { get; } = new("--max-bytes")
    {
        Description = "The most bytes of the result; no more is removed than that takes",
    };

    public Option<double?> MinReduction { get; } = new("--min-reduction")
    {
        Description = "The share of the parameters, 0 to 1, that must be removed",
        CustomParser = result => Number(result),
    };

    public Option<string?> Blocks { get; } = new("--blocks")
    {
        Description = "Which blocks: a path glob such as encoder.layer.*, or a class such as BertLayer; found if left out",
        HelpName = "glob|class",
    };

    public Option<string?> Mask { get; } = new("--mask")
    {
        Description = "The padding mask's input, optionally with :padding or :valid; found if left out",
        HelpName = "name",
    };

    public Option<string> Device { get; } = new("--device")
    {
        Description = "cpu or cuda",
        DefaultValueFactory = _ => Defaults.Device,
    };

    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "Chooses the sampled rows and the splits",
        DefaultValueFactory = _ => Defaults.Seed,
    };

    public Option<int> Threads { get; } = new("--threads")
    {
        Description = "Threads that run the model; the result depends on it. Training uses one thread unless this is given",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public Option<bool> NoStandardised { get; } = new("--no-standardised")
    {
        Description = "Measure the raw similarity alone",
    };

    public Option<bool> CompareForward { get; } = new("--compare-forward")
    {
        Description = "Time plain forward passes too, for comparison",
    };

    public Option<string?> Output { get; } = new("--output")
    {
        Description = "The file to write; model.pruned.pt beside the model if left out",
        HelpName = "file",
    };

    public Option<string?> Report { get; } = new("--report")
    {
        Description = "Where to write the report: a name that ends in .html gets a page to read, any other the JSON object",
        HelpName = "file",
    };

    public Option<string?> HeatMap { get; } = new("--heatmap")
    {
        Description = "Where to write the similarities as a picture, .svg or .png",
        HelpName = "file",
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object on the standard output in place of tables",
    };

    public Option<string?> CacheDirectory { get; } = new("--cache-dir")
    {
        Description = "Where results are stored; MPRUNER_CACHE_DIR or the platform's cache folder if left out",
        HelpName = "folder",
    };

    public Option<bool> NoCache { get; } = new("--no-cache")
    {
        Description = "Neither look results up nor store them",
    };

    /// <summary>What was chosen, checked.</summary>
    /// <exception cref="ToolException"><c>MPR5002</c>: a value out of range.</exception>
    public PruningOptions Read(ParseResult parse)
    {
        var options = new PruningOptions
        {
            Threshold = Value(parse, Threshold, Defaults.Threshold),
            Clustering = Value(parse, Clustering, Defaults.Clustering),
            Metric = Value(parse, Metric, Defaults.Metric),
            MaxDrop = Value(parse, MaxDrop, Defaults.MaxDrop),
            Confidence = Value(parse, Confidence, Defaults.Confidence),
            Strategy = Value(parse, Strategy, Defaults.Strategy),
            FirstGranularity = Value(parse, Granularity, (Defaults.FirstGranularity, Defaults.LastGranularity)).Item1,
            LastGranularity = Value(parse, Granularity, (Defaults.FirstGranularity, Defaults.LastGranularity)).Item2,
            Recovery = Value(parse, Recovery, Defaults.Recovery),
            Epochs = Value(parse, Epochs, null),
            Freeze = Value(parse, Freeze, false),
            Width = Value(parse, Width, Defaults.Width),
            WidthCriterion = Value(parse, WidthCriterion, Defaults.WidthCriterion),
            Storage = Value(parse, Storage, Defaults.Storage),
            MaxParameters = Value(parse, MaxParameters, null),
            MaxBytes = Value(parse, MaxBytes, null),
            MinReduction = Value(parse, MinReduction, null),
            Blocks = parse.GetValue(Blocks),
            Mask = parse.GetValue(Mask),
            Device = Value(parse, Device, Defaults.Device),
            Seed = Value(parse, Seed, Defaults.Seed),
            Threads = Value(parse, Threads, Environment.ProcessorCount),
            TrainingThreads = parse.GetResult(Threads) is { Implicit: false } ? parse.GetValue(Threads) : Defaults.TrainingThreads,
            Standardised = !parse.GetValue(NoStandardised),
        };
        OptionRanges.Check(options, "mpruner");
        return options;
    }

    /// <summary>The cache that was chosen, or null for none.</summary>
    public DiskCache? ReadCache(ParseResult parse, Func<string, string?> variable)
    {
        if (parse.GetValue(NoCache))
        {
            return null;
        }

        return new DiskCache(parse.GetValue(CacheDirectory) is { } folder
            ? Path.GetFullPath(folder)
            : CacheFolder.Default(variable, Environment.CurrentDirectory));
    }

    /// <summary>An option that a command lacks has no result, and its default is meant.</summary>
    private static T Value<T>(ParseResult parse, Option<T> option, T otherwise) =>
        parse.CommandResult.Command.Options.Contains(option) ? parse.GetValue(option)! : otherwise;
}
