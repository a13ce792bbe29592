using System.Collections.Immutable;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Results;

/// <summary>Adds methods to a program's root that call its <c>forward</c>.</summary>
internal static class RootMethods
{
    /// <summary>
    /// The program with the given methods, and with those that convert the result
    /// of <c>forward</c> to tensors; the same program if there are none of either.
    /// </summary>
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
        var own = ForwardResult.Of(program).Methods(className);
        if (own.Length == 0 && methods.IsEmpty)
        {
            return program;
        }

        var text = CodePrinter.Print(definition) + own;
        foreach (var method in methods)
        {
            var given = method.CallsForward ? passed : [];
            var declared = given.Select(Declare).Concat(method.Tensors.Select(t => t + ": Tensor"));
            text += $"  def {method.Name}({string.Join(", ", declared.Prepend($"{self}: {className}"))}) -> List[Tensor]:\n";
            var body = method.Body(self, $"({self}).forward({string.Concat(passed.Select(p => p.Name.Text + ", "))})");
            text += string.Concat(body.Select(line => $"    {line}\n"));
        }

        return program.With(program.Root, program.Code.WithClass(className, (ClassDefinition)CodeParser.ParseStatements(text)[0]));
    }

    private static string Declare(Parameter parameter)
    {
        var type = parameter.Type is null ? "Tensor" : CodePrinter.Print(parameter.Type).Trim();
        return $"{parameter.Name.Text}: {type}";
    }
}

/// <summary>A method that returns tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CallsForward">Whether it takes the arguments of <c>forward</c> before its own.</param>
/// <param name="Tensors">The names of its own arguments.</param>
/// <param name="Body">Its lines, given the receiver's name and a call of <c>forward</c>.</param>
internal sealed record RootMethod(
    string Name, bool CallsForward, ImmutableArray<string> Tensors, Func<string, string, IEnumerable<string>> Body);
