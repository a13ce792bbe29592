using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>Sizes that code asks for and only makes shapes of: they are right for any number of units.</summary>
/// <param name="uses">What reads values.</param>
internal sealed class SizeQuestions(ValueUses uses)
{
    /// <summary>Whether an operation asks for sizes of what it reads, and only shapes are made of them.</summary>
    public bool IsOne(OperationValue operation) =>
        Operator.Behind(operation) is { Name: "size", IsOfTorch: true } && uses.Of(operation).All(IsForShape);

    private bool IsForShape(OperationValue user) => Operator.Behind(user) is { } found
        ? found is { Name: "view" or "reshape" or "expand", IsOfTorch: true }
            || (found.Name == "NumToTensor" && uses.Of(user).All(IsForShape))
        : user.Syntax is AssignStatement or SubscriptExpression or CallExpression { Callee: NameExpression { Name.Text: "int" } }
            && uses.Of(user).All(IsForShape);
}
