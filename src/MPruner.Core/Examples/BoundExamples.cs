using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

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
    public static BoundExamples Bind(IExampleSource source, FunctionDefinition forward)
    {
        ImmutableArray<Parameter> parameters = [.. forward.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*")];
        var names = parameters.Select(p => p.Name.Text).ToList();
        var arrays = source.Arrays;
        var label = Enumerable.Range(0, arrays.Length).Where(i => LabelNames.Contains(arrays[i].Name) && !names.Contains(arrays[i].Name)).Cast<int?>().FirstOrDefault();
        ImmutableArray<int> data = [.. Enumerable.Range(0, arrays.Length).Where(i => i != label)];
        var required = parameters.TakeWhile(p => p.Default is null).Count();
        var byName = data.All(i => names.Contains(arrays[i].Name));
        ImmutableArray<int> ordered = byName ? [.. data.OrderBy(i => names.IndexOf(arrays[i].Name))] : data;
        if (ordered.IsEmpty || ordered.Length < required || ordered.Length > parameters.Length || (byName && ordered.Where((array, position) => names[position] != arrays[array].Name).Any()))
        {
            throw new PrunerException("MPR3201", $"{source.Name} holds the arrays {Describe(data.Select(i => arrays[i]))}, but forward takes ({string.Join(", ", parameters.Select(p => CodePrinter.Print(p).Trim()))}). Expected one array for each argument without a default, named like the arguments or in their order.");
        }

        foreach (var parameter in parameters.Take(ordered.Length))
        {
            if (parameter.Type is not (null or NameExpression { Name.Text: "Tensor" } or SubscriptExpression { Target: NameExpression { Name.Text: "Optional" } }))
            {
                throw new PrunerException("MPR3202", $"forward's argument {CodePrinter.Print(parameter).Trim()} is not a tensor; data arrays can only be passed as tensors. Wrap the model in a module whose forward takes tensors.");
            }
        }

        CheckLengths(source, [.. ordered, .. label is { } l ? [l] : Array.Empty<int>()]);
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

    /// <summary>Calls <c>forward</c> with inputs that were read here.</summary>
    /// <exception cref="PrunerException"><c>MPR3006</c>: the engine refuses the inputs; they are named.</exception>
    public ImmutableArray<NumericArray> Invoke(IModelSession session, ImmutableArray<NumericArray> read)
    {
        try
        {
            return session.Invoke("forward", read);
        }
        catch (PrunerException refused) when (refused.Reason is not null)
        {
            throw Named(refused, read);
        }
    }

    /// <summary>Calls a method with inputs that were read here and further arguments, to look at the results in place.</summary>
    /// <exception cref="PrunerException"><c>MPR3006</c>: the engine refuses the inputs; they are named.</exception>
    public void Invoke(IModelSession session, string method, ImmutableArray<NumericArray> read, ImmutableArray<NumericArray> further, Action<ImmutableArray<NumericArray>> look)
    {
        try
        {
            session.Invoke(method, [.. read, .. further], look);
        }
        catch (PrunerException refused) when (refused.Reason is not null)
        {
            throw Named(refused, read);
        }
    }

    private PrunerException Named(PrunerException refused, ImmutableArray<NumericArray> read)
    {
        var arguments = string.Join(", ", Parameters.Zip(read, (name, array) => $"{name}: {array.Describe()}"));
        var advice = refused.Reason!.Contains("NestedTensor", StringComparison.Ordinal)
            ? "The model's nn.TransformerEncoder leaves padding out by nested tensors, into which nothing can look: make it with enable_nested_tensor=False and save the model again."
            : "Check the arrays' shapes and element types against what the model takes.";
        return new PrunerException(refused.Code, $"{Name}: forward({arguments}) failed in the engine: {refused.Reason}. {advice}", refused);
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
