using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Widths;

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
}
