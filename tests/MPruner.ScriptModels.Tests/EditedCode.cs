using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests;

/// <summary>Fixtures whose code computes something else. They are read, but could not all run.</summary>
internal static class EditedCode
{
    /// <summary>Four blocks of two linear layers; h is what their first layer writes.</summary>
    public static ScriptModel WithBody(string code) => Open(
        "parent_adds.scripted.pt",
        "left",
        "_0 = (fc2).forward(torch.tanh((fc1).forward(x, )), )",
        code.Contains("(h", StringComparison.Ordinal) ? $"h = (fc1).forward(x, )\n    _0 = {code}" : $"_0 = {code}");

    /// <summary>A fixture with other code in one module's class.</summary>
    /// <param name="fixture">The fixture.</param>
    /// <param name="module">The module's path.</param>
    /// <param name="old">Code that occurs there once.</param>
    /// <param name="code">The other code.</param>
    public static ScriptModel Open(string fixture, string module, string old, string code)
    {
        var program = ScriptProgram.Read(Fixtures.Bytes(fixture));
        var name = program.Modules().First(m => m.Path == module).Object.ClassName;
        var text = CodePrinter.Print(program.Code.FindClass(name)!);
        Assert.Equal(2, text.Split(old).Length);
        text = text.Replace(old, code, StringComparison.Ordinal);
        var edited = program.Code.WithClass(name, (ClassDefinition)CodeParser.ParseStatements(text)[0]);
        return ScriptModel.Open(program.With(program.Root, edited).Write(), null);
    }

    /// <summary>A program whose root has another <c>forward</c> of one argument, <c>x: Tensor</c>, and no other old methods.</summary>
    /// <param name="program">The program.</param>
    /// <param name="type">What <c>forward</c> returns.</param>
    /// <param name="body">The lines of its body.</param>
    /// <param name="more">The lines of another method.</param>
    public static ScriptProgram WithForward(ScriptProgram program, string type, IEnumerable<string> body, params string[] more)
    {
        var name = program.Root.ClassName;
        var old = program.Code.FindClass(name)!;
        var declarations = string.Concat(old.Body.Statements.Where(s => s is AssignStatement).Select(CodePrinter.Print));
        var text = $"class {old.Name.Text}(Module):\n{declarations.TrimEnd()}\n"
            + $"  def forward(self: {name}, x: Tensor) -> {type}:\n"
            + string.Concat(body.Select(line => $"    {line}\n").Concat(more.Select(line => $"  {line}\n")));
        var parsed = CodeParser.ParseStatements(text.Replace("):\n__", "):\n  __", StringComparison.Ordinal));
        return program.With(program.Root, program.Code.WithClass(name, (ClassDefinition)parsed[0]));
    }
}
