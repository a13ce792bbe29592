using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Examples;

/// <summary>A data file's arrays matched to the arguments of a model's <c>forward</c>.</summary>
internal sealed class BoundExamples
{
    private static readonly string[] LabelNames = ["labels", "y"];

    private readonly IExampleSource source;
    private readonly Binding binding;
    private readonly ImmutableArray<int> chosen;

    private BoundExamples(IExampleSource source, Binding binding, ImmutableArray<int> chosen)
    {
        this.source = source;
        this.binding = binding;
        this.chosen = chosen;
        Labels = binding.Labels is { } array ? Header(source.Arrays[array], binding.LabelForm) : null;
    }

    /// <summary>The number of examples.</summary>
    public int Count => chosen.Length;

    /// <summary>The names of the arguments that are passed, in order.</summary>
    public ImmutableArray<string> Parameters => binding.Parameters;

    /// <summary>The header of the labels; null if there are none.</summary>
    public ArrayHeader? Labels { get; }

    /// <summary>What was done with an array that may be labels or an argument (<c>MPR2322</c>); null if that is clear.</summary>
    public Diagnostic? Note => binding.Note;

    /// <summary>The name of the data source, for messages.</summary>
    public string Name => source.Name;

    /// <summary>The header of the array that is passed as an argument.</summary>
    /// <param name="position">The argument's position among the passed ones.</param>
    public ArrayHeader Input(int position) => source.Arrays[binding.Inputs[position]];

    /// <summary>Matches arrays to arguments: by name if the name of every array is the name of an argument, otherwise by order.</summary>
    /// <exception cref="PrunerException"><c>MPR3201</c> to <c>MPR3204</c>: the arrays do not fit the arguments.</exception>
    public static BoundExamples Bind(IExampleSource source, ModelSignature signature)
    {
        var arguments = signature.Arguments;
        var names = arguments.Select(a => a.Name).ToList();
        var arrays = source.Arrays;
        var label = Enumerable.Range(0, arrays.Length)
            .Where(i => LabelNames.Contains(arrays[i].Name) && !TakesAsArgument(arguments, arrays[i].Name))
            .Cast<int?>()
            .FirstOrDefault();
        ImmutableArray<int> data = [.. Enumerable.Range(0, arrays.Length).Where(i => i != label)];
        var byName = data.All(i => names.Contains(arrays[i].Name));
        ImmutableArray<int> ordered = byName ? [.. data.OrderBy(i => names.IndexOf(arrays[i].Name))] : data;
        var required = arguments.TakeWhile(a => !a.HasDefault).Count();
        var fits = !ordered.IsEmpty && ordered.Length >= required && ordered.Length <= arguments.Length;
        if (!fits || (byName && ordered.Where((array, position) => names[position] != arrays[array].Name).Any()))
        {
            throw new PrunerException(
                "MPR3201",
                $"{source.Name} holds the arrays {Describe(data.Select(i => arrays[i]))}, "
                + $"but forward takes ({string.Join(", ", arguments.Select(a => a.Declaration))}). "
                + "Expected one array for each argument without a default, named like the arguments or in their order.");
        }

        if (arguments.Take(ordered.Length).FirstOrDefault(a => !a.TakesTensor) is { } other)
        {
            throw new PrunerException(
                "MPR3202",
                $"forward's argument {other.Declaration} is not a tensor; data arrays can only be passed as tensors. "
                + "Wrap the model in a module whose forward takes tensors.");
        }

        ImmutableArray<int> used = label is { } labels ? [.. ordered, labels] : ordered;
        CheckLengths(source, used);
        var binding = new Binding(ordered, [.. names.Take(ordered.Length)], label) { Note = Ambiguous(source, arguments, label) };
        return new BoundExamples(source, binding, [.. Enumerable.Range(0, (int)arrays[ordered[0]].Shape[0])]);
    }

    /// <summary>The index of an example in the data file, for messages.</summary>
    public int PositionInFile(int example) => chosen[example];

    /// <summary>Some of the examples, in the given order.</summary>
    /// <param name="examples">Indices of examples.</param>
    public BoundExamples Subset(ImmutableArray<int> examples) => new(source, binding, [.. examples.Select(e => chosen[e])]);

    /// <summary>The same examples, with their labels in another form.</summary>
    /// <param name="form">Maps a batch of labels as they are stored.</param>
    public BoundExamples WithLabels(Func<NumericArray, NumericArray> form) => new(source, binding with { LabelForm = form }, chosen);

    /// <summary>At most <paramref name="most"/> of the examples, spread evenly over all of them.</summary>
    public BoundExamples Spread(int most) => Count <= most
        ? this
        : Subset([.. Enumerable.Range(0, most).Select(i => (int)((long)i * Count / most))]);

    /// <summary>Reads consecutive examples: the arguments of <c>forward</c> in order.</summary>
    public ImmutableArray<NumericArray> Read(int start, int count) =>
        [.. binding.Inputs.Select(input => source.Read(input, chosen.AsSpan(start, count)))];

    /// <summary>Reads the labels of consecutive examples; null if the data have none.</summary>
    public NumericArray? ReadLabels(int start, int count) =>
        binding.Labels is { } array ? binding.LabelForm(source.Read(array, chosen.AsSpan(start, count))) : null;

    /// <summary>Checks inputs that were read from these examples.</summary>
    /// <param name="start">The index of the first example.</param>
    /// <param name="read">The inputs.</param>
    /// <exception cref="PrunerException"><c>MPR3209</c>: an input is NaN or infinite.</exception>
    public void RequireFinite(int start, ImmutableArray<NumericArray> read)
    {
        foreach (var (array, name) in read.Zip(Parameters).Where(input => input.First.Type.IsFloat()))
        {
            var position = Array.FindIndex(array.ToDoubles(), value => !double.IsFinite(value));
            if (position >= 0)
            {
                var example = chosen[start + (int)(position / (array.Count / array.Shape[0]))];
                throw new PrunerException(
                    "MPR3209",
                    $"{Name}, example {example}: the array for {name} contains NaN or infinity; expected finite numbers. "
                    + "Correct the example, or leave it out.");
            }
        }
    }

    /// <summary>Runs a model on inputs that were read from these examples.</summary>
    /// <exception cref="EngineRefusedException"><c>MPR3006</c>: the engine refuses the inputs; the message names them.</exception>
    public ImmutableArray<NumericArray> Run(IRunningModel model, ImmutableArray<NumericArray> read)
    {
        var results = ImmutableArray<NumericArray>.Empty;
        Naming(read, () => results = model.Run(read));
        return results;
    }

    /// <summary>The first tensor of the result, which is the one that is scored.</summary>
    /// <exception cref="EngineRefusedException"><c>MPR3006</c>: the engine refuses the inputs; the message names them.</exception>
    /// <exception cref="PrunerException"><c>MPR3207</c>: there is no tensor.</exception>
    public NumericArray FirstOutput(IRunningModel model, ImmutableArray<NumericArray> read)
    {
        var outputs = Run(model, read);
        return outputs.IsEmpty
            ? throw new PrunerException(
                "MPR3207",
                "forward returned no tensor; the first tensor of its result is scored. "
                + "Wrap the model in a module that returns its output as a tensor.")
            : outputs[0];
    }

    /// <summary>Runs an action on inputs that were read from these examples. If the engine refuses them, the error names them.</summary>
    /// <exception cref="EngineRefusedException"><c>MPR3006</c>: the engine refuses the inputs; the message names them.</exception>
    public void Naming(ImmutableArray<NumericArray> read, Action run)
    {
        try
        {
            run();
        }
        catch (EngineRefusedException refused) when (refused.Reason is not null)
        {
            throw Named(refused, read);
        }
    }

    private EngineRefusedException Named(EngineRefusedException refused, ImmutableArray<NumericArray> read)
    {
        var arguments = string.Join(", ", Parameters.Zip(read, (name, array) => $"{name}: {array.Describe()}"));
        var (code, advice) = refused.Reason! switch
        {
            var reason when reason.Contains("NestedTensor", StringComparison.Ordinal) => (
                refused.Code,
                "The model's nn.TransformerEncoder skips padding by means of nested tensors, which cannot be inspected: "
                + "create it with enable_nested_tensor=False and save the model again."),
            var reason when reason.Contains("quantized", StringComparison.OrdinalIgnoreCase) => (
                refused.Code,
                "Values of a quantised model cannot be measured: prune the model first, and quantise the result."),
            var reason when reason.Contains("cuda", StringComparison.OrdinalIgnoreCase) => (
                "MPR3012",
                "The model's code names a CUDA device, as a trace does that was made on one. Save it again from the CPU "
                + "(model.cpu(), and inputs on the CPU), or prune it on a machine with such a device (Device cuda)."),
            _ => (refused.Code, "Check the arrays' shapes and element types against what the model takes."),
        };
        return new(refused.Step, code, $"{Name}: forward({arguments}) failed in the engine: {refused.Reason}. {advice}", refused);
    }

    /// <summary>
    /// Whether an array with a label's name is an argument. <c>labels</c> with a default is what models take to compute their own loss, as
    /// those of Hugging Face do; without them they return scores.
    /// </summary>
    private static bool TakesAsArgument(ImmutableArray<ModelArgument> arguments, string name) =>
        arguments.Any(a => a.Name == name && !(a.HasDefault && name == LabelNames[0]));

    private static Diagnostic? Ambiguous(IExampleSource source, ImmutableArray<ModelArgument> arguments, int? label)
    {
        var name = source.Arrays.Select(a => a.Name).FirstOrDefault(n => LabelNames.Contains(n) && arguments.Any(a => a.Name == n));
        var use = label is { } array && source.Arrays[array].Name == name
            ? "It is taken for labels and not passed, so that the model returns its outputs and not a loss. "
              + "To pass it, rename it and the argument."
            : "It is passed to forward and not taken for labels. If it holds labels, remove the argument from the model.";
        return name is null
            ? null
            : new Diagnostic("MPR2322", $"{source.Name}: the array '{name}' has the name of labels and of an argument of forward. {use}");
    }

    /// <summary>The header of labels in another form, which is found by mapping none of them.</summary>
    private static ArrayHeader Header(ArrayHeader stored, Func<NumericArray, NumericArray> form)
    {
        var none = form(new NumericArray(stored.Type, stored.Shape.SetItem(0, 0), ReadOnlyMemory<byte>.Empty));
        return stored with { Type = none.Type, Shape = none.Shape.SetItem(0, stored.Shape[0]) };
    }

    private static void CheckLengths(IExampleSource source, ImmutableArray<int> used)
    {
        var headers = used.Select(i => source.Arrays[i]).ToList();
        if (headers.Find(h => h.Shape.IsEmpty) is { } scalar)
        {
            throw new PrunerException(
                "MPR3203", $"{source.Name}: the array {scalar.Name} is a single value; the first dimension must be the example.");
        }

        if (headers.Select(h => h.Shape[0]).Distinct().Count() > 1)
        {
            throw new PrunerException(
                "MPR3204",
                $"{source.Name} holds the arrays {Describe(headers)}; "
                + "all must have the same number of examples in their first dimension.");
        }
    }

    private static string Describe(IEnumerable<ArrayHeader> headers) =>
        string.Join(", ", headers.Select(h => $"{h.Name} {ArrayDescription.Of(h.Type, h.Shape)}"));

    /// <summary>Which arrays of a source are the arguments and the labels.</summary>
    /// <param name="Inputs">The indices of the arrays that are passed as arguments, in the arguments' order.</param>
    /// <param name="Parameters">The names of these arguments.</param>
    /// <param name="Labels">The index of the label array; null if there is none.</param>
    private sealed record Binding(ImmutableArray<int> Inputs, ImmutableArray<string> Parameters, int? Labels)
    {
        /// <summary>Maps labels as they are stored to labels as they are used.</summary>
        public Func<NumericArray, NumericArray> LabelForm { get; init; } = stored => stored;

        /// <summary>See <see cref="BoundExamples.Note"/>.</summary>
        public Diagnostic? Note { get; init; }
    }
}
