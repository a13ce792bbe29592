namespace MPruner.TorchScript.Pickle;

/// <summary>What can be wrong with a pickle, one code a kind.</summary>
internal static class PickleFault
{
    private const string SaveAgain = "Save the model again with torch.jit.save, and edit the file with no other tool.";

    public static TorchScriptException Opcode(string entry, long offset, string finding) => new("MPR1101", entry, offset, finding, SaveAgain);

    public static TorchScriptException Truncated(string entry, long offset, string finding) => new("MPR1102", entry, offset, finding, SaveAgain);

    public static TorchScriptException Limit(string entry, long offset, string finding) =>
        new("MPR1103", entry, offset, finding, "No model needs this: do not trust the file. Get it from its author again.");

    public static TorchScriptException DisallowedGlobal(string entry, long offset, string name) =>
        new("MPR1104", entry, offset, $"Found the global '{name}', expected a class of the model (__torch__.…), a tensor, or a container.",
            "Nothing was executed. Do not trust the file: get it from its author again, and save it with torch.jit.save.");

    public static TorchScriptException Structure(string entry, long offset, string finding) => new("MPR1105", entry, offset, finding, SaveAgain);
}
