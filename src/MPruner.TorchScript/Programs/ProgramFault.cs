namespace MPruner.TorchScript.Programs;

/// <summary>What can be wrong with a program in a sound archive, one code a kind.</summary>
internal static class ProgramFault
{
    private const string SaveAgain = "Save the model again with torch.jit.script(model).save(path), or with torch.jit.trace(model, example).save(path).";

    public static TorchScriptException NotTorchScript(string finding) =>
        new("MPR1201", "", -1, finding, $"A state dict or a model saved with torch.save holds no code: load it in Python. {SaveAgain}");

    public static TorchScriptException BigEndian(string found) =>
        new("MPR1202", "byteorder", -1, $"Found the byte order '{found}', expected 'little'.", "Save the model again on a little-endian machine.");

    public static TorchScriptException Root(string entry, string finding) => new("MPR1203", entry, -1, finding, SaveAgain);

    public static TorchScriptException Storage(string entry, string finding) =>
        new("MPR1204", entry, -1, finding, $"The file was changed by another tool or is incomplete. {SaveAgain}");

    public static TorchScriptException Tensor(string finding) =>
        new("MPR1205", "data.pkl", -1, finding, $"The file was changed by another tool. {SaveAgain}");

    public static TorchScriptException MissingClass(string name) =>
        new("MPR1206", "data.pkl", -1, $"Found an object of the class '{name}', expected that the archive's code defines it.", SaveAgain);
}
