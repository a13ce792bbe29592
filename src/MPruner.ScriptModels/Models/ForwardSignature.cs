using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Models;

/// <summary>The signature of a program's <c>forward</c>.</summary>
internal static class ForwardSignature
{
    /// <summary>Reads the signature.</summary>
    public static ModelSignature Of(ScriptProgram program)
    {
        var forward = DataflowTracer.Forward(program);
        var parameters = forward.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*");
        ImmutableArray<ModelArgument> arguments =
            [.. parameters.Select(p => new ModelArgument(p.Name.Text, CodePrinter.Print(p).Trim(), TakesTensor(p), p.Default is not null))];
        return new ModelSignature(arguments, program.ParameterCount)
        {
            Returns = forward.ReturnType is { } type ? CodePrinter.Print(type).Trim() : "Tensor",
        };
    }

    private static bool TakesTensor(Parameter parameter) =>
        parameter.Type is null
            or NameExpression { Name.Text: "Tensor" }
            or SubscriptExpression { Target: NameExpression { Name.Text: "Optional" } };
}
