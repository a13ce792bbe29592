namespace MPruner.TorchScript.Pickle;

/// <summary>What can be wrong with a pickle: one code for each kind of error.</summary>
internal static class PickleFault
{
    private const string SaveAgain = "Save the model again with torch.jit.save, and do not edit the file with other tools.";

    public static TorchScriptException Opcode(string entry, long offset, string finding) =>
        new("MPR1101", new(entry, offset), finding, SaveAgain);

    public static TorchScriptException Truncated(string entry, long offset, string finding) =>
        new("MPR1102", new(entry, offset), finding, SaveAgain);

    public static TorchScriptException Limit(string entry, long offset, string finding) =>
        new("MPR1103", new(entry, offset), finding, "No model needs this: do not trust the file. Get a new copy from its author.");

    public static TorchScriptException DisallowedGlobal(string entry, long offset, string name) => new(
        "MPR1104",
        new(entry, offset),
        $"Found the global '{name}', expected a class of the model (__torch__.…), a tensor, or a container.",
        "Nothing was executed. Do not trust the file: get a new copy from its author, saved with torch.jit.save.");

    public static TorchScriptException Structure(string entry, long offset, string finding) =>
        new("MPR1105", new(entry, offset), finding, SaveAgain);
}
