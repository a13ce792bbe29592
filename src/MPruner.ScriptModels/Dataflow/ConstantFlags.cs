using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>
/// The boolean attributes that keep the value they were saved with, because no code of the program assigns them: the choice of
/// <c>if self.use_res_connect:</c> is made once and for all when a model is built.
/// </summary>
/// <param name="code">The program's code.</param>
internal sealed class ConstantFlags(CodeLibrary code)
{
    /// <summary>The mode is set from outside: <c>train()</c>, <c>eval()</c>.</summary>
    private const string Mode = "training";

    private readonly Lazy<HashSet<string>> assigned = new(() =>
    [
        .. code.Files.SelectMany(file => file.Syntax.DescendantsAndSelf().OfType<AssignStatement>())
            .SelectMany(statement => statement.Target.DescendantsAndSelf().OfType<AttributeExpression>())
            .Select(attribute => attribute.Name.Text),
    ]);

    /// <summary>The value of an attribute; null if it is no boolean, or may change.</summary>
    public bool? Of(AttributeSlot slot) =>
        slot.Name != Mode
        && slot.Owner.Attributes.FirstOrDefault(attribute => attribute.Key == slot.Name).Value is PickleBool flag
        && !assigned.Value.Contains(slot.Name)
            ? flag.Value
            : null;
}
