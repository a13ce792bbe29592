using MPruner.Core;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Results;

/// <summary>What a program's <c>forward</c> returns, as its code declares it, and how an engine that knows only tensors is asked for it: by a method that hands over a list of them.</summary>
internal sealed class ForwardResult
{
    /// <summary>Calls <c>forward</c> and returns the tensors of its result in order.</summary>
    private const string TensorsMethod = "mpruner_tensors";

    /// <summary>The tensors of a result.</summary>
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

    /// <summary>Whether it is one tensor: then <c>forward</c> itself can be called.</summary>
    public bool IsTensor { get; }

    /// <summary>Whether a tensor can be in it.</summary>
    public bool HoldsTensor => IsTensor || lines.Length > 0;

    /// <summary>The method that takes what <c>forward</c> takes and returns nothing but tensors.</summary>
    public string Method => IsTensor ? "forward" : TensorsMethod;

    /// <summary>Reads it off a program's code.</summary>
    /// <exception cref="PrunerException"><c>MPR3005</c>: a type of which nobody can tell what tensors are in it.</exception>
    public static ForwardResult Of(ScriptProgram program) => new(program);

    /// <summary>The first tensor of a result, as code.</summary>
    /// <param name="self">The receiver's name.</param>
    /// <param name="result">The name of the variable with the result.</param>
    public string First(string self, string result) => IsTensor ? result : $"(({self}).{FlattenMethod}({result}, ))[0]";

    /// <summary>The methods as members of the root's class; nothing where <c>forward</c> itself is called.</summary>
    /// <param name="className">The class.</param>
    public string Methods(string className)
    {
        if (IsTensor)
        {
            return "";
        }

        var parameters = forward.Parameters.Nodes;
        var self = parameters[0].Name.Text;
        var (positional, named) = (parameters.Skip(1).TakeWhile(p => p.Name.Text != "*"), parameters.SkipWhile(p => p.Name.Text != "*").Skip(1));
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
