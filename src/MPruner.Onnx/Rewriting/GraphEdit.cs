using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.Onnx.Graphs;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Rewriting;

/// <summary>Edits a graph: what is read in place of a value, other tensors, more nodes. What nothing needs then is dropped.</summary>
/// <param name="flow">The graph as it was read.</param>
internal sealed class GraphEdit(Dataflow flow)
{
    private readonly Dictionary<string, string> redirected = new(StringComparer.Ordinal);
    private readonly Dictionary<ValueSite, string> sites = [];
    private readonly List<OnnxTensor> added = [];
    private readonly Dictionary<string, OnnxTensor> replaced = new(StringComparer.Ordinal);
    private readonly List<OnnxNode> inserted = [];
    private readonly HashSet<string> names =
        [.. flow.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)), .. flow.Graph.Initializers.Select(t => t.Name)];

    private ImmutableArray<OnnxValue>? outputs;

    /// <summary>Lets everything that reads a value read another.</summary>
    public void Redirect(string value, string other) => redirected[value] = other;

    /// <summary>Lets one place read a new tensor. Others that read the old one go on doing so.</summary>
    public void Replace(ValueSite site, NumericArray tensor)
    {
        var name = site.Name(flow);
        var isAlone = flow.OnlyReader(name) is not null && flow.Nodes[site.Node].Inputs.Count(input => input == name) == 1;
        if (isAlone && flow.Writer(name) is null)
        {
            replaced[name] = OnnxTensor.Of(new(name, tensor));
        }
        else
        {
            sites[site] = Add(new(name, tensor));
        }
    }

    /// <summary>Adds a constant.</summary>
    /// <returns>Its name.</returns>
    public string Add(NamedArray tensor)
    {
        var name = NewName(tensor.Name);
        added.Add(OnnxTensor.Of(new(name, tensor.Array)));
        return name;
    }

    /// <summary>Adds a node, which has to read what earlier nodes write.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="output">A name for its output; it gets a number if it is taken.</param>
    /// <returns>The output's name.</returns>
    public string Insert(string name, ImmutableArray<string> inputs, string output)
    {
        var own = NewName(output);
        inserted.Add(OnnxNode.Of(name, inputs, own));
        return own;
    }

    /// <summary>Makes other values the outputs of the graph.</summary>
    public void Return(IEnumerable<string> values) => outputs = [.. values.Distinct(StringComparer.Ordinal).Select(OnnxValue.Of)];

    /// <summary>What is read in place of a value.</summary>
    public string Resolve(string value)
    {
        while (redirected.TryGetValue(value, out var other))
        {
            value = other;
        }

        return value;
    }

    /// <summary>The edited graph.</summary>
    public OnnxGraph Apply()
    {
        var nodes = flow.Nodes.Select(Edited).ToList();
        foreach (var node in inserted)
        {
            var own = node.With([.. node.Inputs.Select(Resolve)]);
            nodes.Insert(Place(nodes, own), own);
        }

        var results = outputs ?? flow.Graph.Outputs;
        foreach (var output in results.Select(o => o.Name).Where(name => Resolve(name) != name))
        {
            // A removed output keeps its name. What the node writes that had it, nothing reads any more.
            var writer = nodes.FindIndex(node => node.Outputs.Contains(output));
            nodes[writer] = nodes[writer].WithOutput(output, NewName(output));
            nodes.Add(OnnxNode.Of("Identity", [Resolve(output)], output));
        }

        return Sweep.Apply(flow.Graph, new(nodes, [.. replaced.Values, .. added], results));
    }

    /// <summary>The name, with a number if something else has it.</summary>
    private string NewName(string name)
    {
        var free = name;
        for (var number = 2; !names.Add(free); number++)
        {
            free = $"{name}_{number}";
        }

        return free;
    }

    private OnnxNode Edited(OnnxNode node, int index)
    {
        var inputs = node.Inputs.Select((input, position) =>
            sites.TryGetValue(new(index, position), out var name) ? name : Resolve(input));
        return node.With([.. inputs]);
    }

    private static int Place(List<OnnxNode> nodes, OnnxNode node) =>
        nodes.FindLastIndex(other => other.Outputs.Any(node.Inputs.Contains)) + 1;
}
