namespace MPruner.TorchScript.Code.Parsing;

/// <summary>What can be wrong with a code file: one code for each kind of error.</summary>
internal static class CodeFault
{
    private const string SaveAgain = "Save the model again with torch.jit.save.";

    public static TorchScriptException Syntax(SourcePosition position, string finding)
    {
        const string Advice = "Save the model again with torch.jit.save; if it was edited by hand, fix that place.";
        return new("MPR1301", position.ToLocation(), $"{position}: {finding}.", Advice);
    }

    public static TorchScriptException TooDeep(SourcePosition position)
    {
        var finding = $"found code nested more than {CodeParser.MaxNesting} deep, expected what torch.jit.save writes";
        return new("MPR1302", position.ToLocation(), $"{position}: {finding}.", SaveAgain);
    }

    public static TorchScriptException NotUtf8(string entry, int offset) =>
        new("MPR1303", new(entry, offset), "found a byte that is not UTF-8, expected TorchScript source.", SaveAgain);

    public static TorchScriptException DefinedTwice(string entry, string name) =>
        new("MPR1304", new(entry), $"found two definitions of '{name}', expected one.", SaveAgain);
}
