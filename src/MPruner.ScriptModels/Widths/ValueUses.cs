using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <summary>Which operations read a value, even if modules pass it on.</summary>
internal sealed class ValueUses
{
    private readonly Dictionary<Value, List<OperationValue>> uses = [];

    /// <param name="trace">The dataflow of a program.</param>
    public ValueUses(DataflowTrace trace)
    {
        foreach (var operation in trace.Operations)
        {
            foreach (var input in operation.Inputs.SelectMany(Parts).Distinct())
            {
                if (!uses.TryGetValue(input, out var known))
                {
                    uses[input] = known = [];
                }

                known.Add(operation);
            }
        }
    }

    /// <summary>The operations that read a value and do more than ask for its rank, type or device.</summary>
    public IEnumerable<OperationValue> Of(Value value) => uses.GetValueOrDefault(value.Source, []).Where(o => !OnlyDescribes(o));

    private static bool OnlyDescribes(OperationValue operation) =>
        Operator.Behind(operation) is { IsQuestion: true };

    private static IEnumerable<Value> Parts(Value value) => value.Source switch
    {
        GroupValue group => group.Elements.SelectMany(Parts),
        MergeValue merge => merge.Choices.SelectMany(Parts),
        var single => [single],
    };
}
