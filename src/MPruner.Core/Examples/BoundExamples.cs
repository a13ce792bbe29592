using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Examples;

/// <summary>A data file's arrays matched to the arguments of a model's <c>forward</c>.</summary>
internal sealed class BoundExamples
{
    private static readonly string[] LabelNames = ["labels", "y"];

    private readonly IExampleSource source;
    private readonly ImmutableArray<int> inputs;
    private readonly int? labels;
    private readonly ImmutableArray<int> chosen;

    private BoundExamples(IExampleSource source, ImmutableArray<int> inputs, ImmutableArray<string> parameters, int? labels, ImmutableArray<int> chosen)
    {
        this.source = source;
        this.inputs = inputs;
        this.labels = labels;
        this.chosen = chosen;
        Parameters = parameters;
    }

    /// <summary>The number of examples.</summary>
    public int Count => chosen.Length;

    /// <summary>The names of the arguments that are passed, in order.</summary>
    public ImmutableArray<string> Parameters { get; }

    /// <summary>The header of the labels; null where there are none.</summary>
    public ArrayHeader? Labels => labels is { } array ? source.Arrays[array] : null;

    /// <summary>Where the data come from, for messages.</summary>
    public string Name => source.Name;

    /// <summary>The header of the array that is passed as an argument.</summary>
    public ArrayHeader Input(int position) => source.Arrays[inputs[position]];

    /// <summary>Matches arrays to arguments: by name where every array's name is an argument's, else by order.</summary>
    /// <exception cref="PrunerException">MPR3201 to MPR3204: the arrays do not fit.</exception>
    public static BoundExamples Bind(IExampleSource source, ModelSignature signature)
    {
        var arguments = signature.Arguments;
        var names = arguments.Select(a => a.Name).ToList();
        var arrays = source.Arrays;
        var label = Enumerable.Range(0, arrays.Length).Where(i => LabelNames.Contains(arrays[i].Name) && !names.Contains(arrays[i].Name)).Cast<int?>().FirstOrDefault();
        ImmutableArray<int> data = [.. Enumerable.Range(0, arrays.Length).Where(i => i != label)];
        var byName = data.All(i => names.Contains(arrays[i].Name));
        ImmutableArray<int> ordered = byName ? [.. data.OrderBy(i => names.IndexOf(arrays[i].Name))] : data;
        var fits = !ordered.IsEmpty && ordered.Length >= arguments.TakeWhile(a => !a.HasDefault).Count() && ordered.Length <= arguments.Length;
        if (!fits || (byName && ordered.Where((array, position) => names[position] != arrays[array].Name).Any()))
        {
            throw new PrunerException(
                "MPR3201",
                $"{source.Name} holds the arrays {Describe(data.Select(i => arrays[i]))}, but forward takes ({string.Join(", ", arguments.Select(a => a.Declaration))}). "
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
        return new BoundExamples(source, ordered, [.. names.Take(ordered.Length)], label, [.. Enumerable.Range(0, (int)arrays[ordered[0]].Shape[0])]);
    }

    /// <summary>Some of the examples, in the order given.</summary>
    public BoundExamples Subset(ImmutableArray<int> examples) => new(source, inputs, Parameters, labels, [.. examples.Select(e => chosen[e])]);

    /// <summary>The same examples as if there were no labels.</summary>
    public BoundExamples Unlabelled() => new(source, inputs, Parameters, null, chosen);

    /// <summary>At most so many of the examples, evenly spread over all.</summary>
    public BoundExamples Spread(int most) => Count <= most ? this : Subset([.. Enumerable.Range(0, most).Select(i => (int)((long)i * Count / most))]);

    /// <summary>Reads consecutive examples: the arguments of <c>forward</c> in order.</summary>
    public ImmutableArray<NumericArray> Read(int start, int count) => [.. inputs.Select(input => source.Read(input, chosen.AsSpan(start, count)))];

    /// <summary>Reads the labels of consecutive examples; null where the data have none.</summary>
    public NumericArray? ReadLabels(int start, int count) => labels is { } array ? source.Read(array, chosen.AsSpan(start, count)) : null;

    /// <summary>Runs a model on inputs that were read here.</summary>
    /// <exception cref="EngineRefusedException"><c>MPR3006</c>: the engine refuses the inputs; they are named.</exception>
    public ImmutableArray<NumericArray> Run(IRunningModel model, ImmutableArray<NumericArray> read)
    {
        var results = ImmutableArray<NumericArray>.Empty;
        Naming(read, () => results = model.Run(read));
        return results;
    }

    /// <summary>Does something with inputs that were read here; where the engine refuses them, the error names them.</summary>
    /// <exception cref="EngineRefusedException"><c>MPR3006</c>: the engine refuses the inputs.</exception>
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
        var advice = refused.Reason!.Contains("NestedTensor", StringComparison.Ordinal)
            ? "The model's nn.TransformerEncoder leaves padding out by nested tensors, into which nothing can look: "
              + "make it with enable_nested_tensor=False and save the model again."
            : "Check the arrays' shapes and element types against what the model takes.";
        return new(refused.Step, refused.Code, $"{Name}: forward({arguments}) failed in the engine: {refused.Reason}. {advice}", refused);
    }

    private static void CheckLengths(IExampleSource source, ImmutableArray<int> used)
    {
        var headers = used.Select(i => source.Arrays[i]).ToList();
        if (headers.Find(h => h.Shape.IsEmpty) is { } scalar)
        {
            throw new PrunerException("MPR3203", $"{source.Name}: the array {scalar.Name} is a single value; the first dimension must be the example.");
        }

        if (headers.Select(h => h.Shape[0]).Distinct().Count() > 1)
        {
            throw new PrunerException("MPR3204", $"{source.Name} holds the arrays {Describe(headers)}; all must have the same number of examples in their first dimension.");
        }
    }

    private static string Describe(IEnumerable<ArrayHeader> headers) =>
        string.Join(", ", headers.Select(h => $"{h.Name} {ArrayDescription.Of(h.Type, h.Shape)}"));
}
