using System.Collections.Immutable;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.Core.Rewriting;

/// <summary>Adds methods to a program's root that call its <c>forward</c>.</summary>
internal static class RootMethods
{
    /// <summary>The first tensor of what <c>forward</c> returned, as code; null where it returns neither a tensor nor a tuple that begins with one.</summary>
    /// <param name="forward">The definition.</param>
    /// <param name="result">The name of the variable with the result.</param>
    public static string? FirstTensor(FunctionDefinition forward, string result) => forward.ReturnType switch
    {
        { } type when IsTensor(type) => result,
        SubscriptExpression { Target: NameExpression { Name.Text: "Tuple" } } tuple when IsTensor(tuple.Indices.Nodes[0]) => $"({result})[0]",
        _ => null,
    };

    /// <summary>The program with more methods.</summary>
    /// <param name="program">The program.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    /// <param name="methods">The methods.</param>
    public static ScriptProgram Add(ScriptProgram program, int inputs, params ReadOnlySpan<RootMethod> methods)
    {
        var className = program.Root.ClassName;
        var definition = program.Code.FindClass(className)!;
        var parameters = definition.Method("forward")!.Parameters.Nodes;
        var self = parameters[0].Name.Text;
        ImmutableArray<Parameter> passed = [.. parameters.Skip(1).Take(inputs)];
        var text = CodePrinter.Print(definition);
        foreach (var method in methods)
        {
            var own = method.CallsForward ? passed : [];
            var declared = own.Select(p => $"{p.Name.Text}: {(p.Type is null ? "Tensor" : CodePrinter.Print(p.Type).Trim())}").Concat(method.Tensors.Select(t => t + ": Tensor"));
            text += $"  def {method.Name}({string.Join(", ", declared.Prepend($"{self}: {className}"))}) -> List[Tensor]:\n";
            var body = method.Body(self, $"({self}).forward({string.Concat(passed.Select(p => p.Name.Text + ", "))})");
            text += string.Concat(body.Select(line => $"    {line}\n"));
        }

        return program.With(program.Root, program.Code.WithClass(className, (ClassDefinition)CodeParser.ParseStatements(text)[0]));
    }

    private static bool IsTensor(Expression type) => type is NameExpression { Name.Text: "Tensor" };
}

/// <summary>A method that returns tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CallsForward">Whether it takes the arguments of <c>forward</c> before its own.</param>
/// <param name="Tensors">The names of its own arguments.</param>
/// <param name="Body">Its lines, given the receiver's name and a call of <c>forward</c>.</param>
internal sealed record RootMethod(string Name, bool CallsForward, ImmutableArray<string> Tensors, Func<string, string, IEnumerable<string>> Body);
