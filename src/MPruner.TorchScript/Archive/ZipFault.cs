namespace MPruner.TorchScript.Archive;

/// <summary>What can be wrong with the zip container: one code for each kind of error.</summary>
internal static class ZipFault
{
    private const string SaveAgain =
        "Save the model again with torch.jit.script(model).save(path), or with torch.jit.trace(model, example).save(path).";

    private const string CopyAgain =
        "The copy is incomplete or damaged: copy or download the file again, or save the model again.";

    private const string NotOfPyTorch =
        "PyTorch does not write such files: save the model again, and do not process the archive with other tools.";

    public static TorchScriptException NotAZip(string found) =>
        new("MPR1001", ArchiveLocation.Whole, $"Found {found}, expected a zip archive (starting with 'PK').", SaveAgain);

    public static TorchScriptException Truncated(long offset, string finding) =>
        new("MPR1002", new("", offset), finding, CopyAgain);

    public static TorchScriptException Unsupported(ArchiveLocation location, string finding) =>
        new("MPR1003", location, finding, SaveAgain);

    public static TorchScriptException WrongSum(string entry, uint found, uint expected) =>
        new("MPR1004", new(entry), $"The bytes have the CRC-32 {found:x8}, expected {expected:x8}.", CopyAgain);

    public static TorchScriptException TooLarge(string entry, string finding) =>
        new("MPR1005", new(entry), finding, NotOfPyTorch);

    public static TorchScriptException Names(string finding) =>
        new("MPR1006", ArchiveLocation.Whole, finding, $"PyTorch writes every entry once, and all of them into one folder. {SaveAgain}");

    public static TorchScriptException Legacy(string found)
    {
        var finding = $"Found {found}, expected a TorchScript zip archive.";
        return new("MPR1007", ArchiveLocation.Whole, finding, $"Such files contain no code. Load the model in Python. {SaveAgain}");
    }

    public static TorchScriptException BadData(string entry, string finding) =>
        new("MPR1008", new(entry), finding, CopyAgain);
}
