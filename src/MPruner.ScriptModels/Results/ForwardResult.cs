using MPruner.Core;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Results;

/// <summary>
/// The declared result of a program's <c>forward</c>, and the method that
/// returns it to an engine that knows only tensors: as a list of tensors.
/// </summary>
internal sealed class ForwardResult
{
    /// <summary>Calls <c>forward</c> and returns the tensors of its result in order.</summary>
    private const string TensorsMethod = "mpruner_tensors";

    /// <summary>Returns the tensors of a result in order.</summary>
    private const string FlattenMethod = "mpruner_flatten";

    private const string Result = "mpruner_result";
    private const string Found = "mpruner_found";

    private readonly FunctionDefinition forward;
    private readonly string[] lines;

    private ForwardResult(ScriptProgram program)
    {
        forward = DataflowTracer.Forward(program);
        IsTensor = forward.ReturnType is null or NameExpression { Name.Text: "Tensor" };
        lines = IsTensor ? [] : [.. new ResultFlattening(program.Code, Found).Lines(forward.ReturnType!, Result)];
    }

    /// <summary>Whether the result is one tensor, so that <c>forward</c> itself can be called.</summary>
    public bool IsTensor { get; }

    /// <summary>Whether the result can contain a tensor.</summary>
    public bool HoldsTensor => IsTensor || lines.Length > 0;

    /// <summary>The method that takes the arguments of <c>forward</c> and returns only tensors.</summary>
    public string Method => IsTensor ? "forward" : TensorsMethod;

    /// <summary>Reads the declared type from a program's code.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: no tensors can be found in values of the type.</exception>
    public static ForwardResult Of(ScriptProgram program) => new(program);

    /// <summary>The first tensor of a result, as code.</summary>
    /// <param name="self">The receiver's name.</param>
    /// <param name="result">The name of the variable with the result.</param>
    public string First(string self, string result) => IsTensor ? result : $"(({self}).{FlattenMethod}({result}, ))[0]";

    /// <summary>The methods as members of the root's class; empty if <c>forward</c> itself is called.</summary>
    /// <param name="className">The class.</param>
    public string Methods(string className)
    {
        if (IsTensor)
        {
            return "";
        }

        var parameters = forward.Parameters.Nodes;
        var self = parameters[0].Name.Text;
        var positional = parameters.Skip(1).TakeWhile(p => p.Name.Text != "*");
        var named = parameters.SkipWhile(p => p.Name.Text != "*").Skip(1);
        var passed = positional.Select(p => p.Name.Text).Concat(named.Select(p => $"{p.Name.Text}={p.Name.Text}"));
        return $"""
              def {FlattenMethod}({self}: {className}, {Result}: {Print(forward.ReturnType!)}) -> List[Tensor]:
                {Found} = annotate(List[Tensor], [])
            {string.Concat(lines.Select(line => $"    {line}\n"))}    return {Found}
              def {TensorsMethod}({string.Join(", ", parameters.Select(Print))}) -> List[Tensor]:
                return ({self}).{FlattenMethod}(({self}).forward({string.Concat(passed.Select(p => p + ", "))}), )

            """;
    }

    private static string Print(SyntaxNode node) => CodePrinter.Print(node).Trim();
}
