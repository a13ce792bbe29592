namespace MPruner.TorchScript.Programs;

/// <summary>What can be wrong with a program in a valid archive: one code for each kind of error.</summary>
internal static class ProgramFault
{
    private const string SaveAgain =
        "Save the model again with torch.jit.script(model).save(path), or with torch.jit.trace(model, example).save(path).";

    private static readonly ArchiveLocation Objects = new(ScriptProgram.RootEntry);

    public static TorchScriptException NotTorchScript(string finding)
    {
        const string Advice = $"A state dict or a model saved with torch.save contains no code: load it in Python. {SaveAgain}";
        return new("MPR1201", ArchiveLocation.Whole, finding, Advice);
    }

    public static TorchScriptException OldFormat(string entry)
    {
        const string Finding = "Found the format of PyTorch 1.0 to 1.2, expected data.pkl as newer ones write it.";
        return new("MPR1305", new(entry), Finding, "Load the file with torch.jit.load of a newer PyTorch, and save what it returns.");
    }

    public static TorchScriptException BigEndian(string found)
    {
        var finding = $"Found the byte order '{found}', expected 'little'.";
        return new("MPR1202", new("byteorder"), finding, "Save the model again on a little-endian machine.");
    }

    public static TorchScriptException Root(string entry, string finding) => new("MPR1203", new(entry), finding, SaveAgain);

    public static TorchScriptException Storage(string entry, string finding) =>
        new("MPR1204", new(entry), finding, $"The file was changed by another tool or is incomplete. {SaveAgain}");

    public static TorchScriptException Tensor(string finding) =>
        new("MPR1205", Objects, finding, $"The file was changed by another tool. {SaveAgain}");

    public static TorchScriptException MissingClass(string name) =>
        new("MPR1206", Objects, $"Found an object of the class '{name}', expected a definition in the archive's code.", SaveAgain);
}
