namespace MPruner.Tool.Running;

/// <summary>Keeps a command from overwriting its own files.</summary>
internal static class OutputPlaces
{
    /// <summary>Checks that no output is an input or another output.</summary>
    /// <exception cref="ToolException"><c>MPR5005</c>: one is.</exception>
    public static void Check(IEnumerable<string?> inputs, IEnumerable<string?> outputs)
    {
        var taken = inputs.OfType<string>().ToList();
        foreach (var output in outputs.OfType<string>())
        {
            if (taken.Exists(file => Same(file, output)))
            {
                const string Advice = "Choose another --output, --partial or --report.";
                throw new ToolException("MPR5005", output, $"This file is an input or another output of the same run. {Advice}");
            }

            taken.Add(output);
        }
    }

    private static bool Same(string a, string b)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return string.Equals(Resolve(a), Resolve(b), comparison);
    }

    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }
}
