using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MPruner.Build.Reporting;
using MPruner.Elf;
using MPruner.Shared.Files;
using MPruner.Shared.Natives;
using MPruner.Shared.Reporting;

namespace MPruner.Build;

/// <summary>
/// Makes copies of TorchSharp's native library that load beside a libstdc++ older than GCC 13's. The packages folder is left as it is;
/// a library that needs anything else of it is used as it is, with a warning.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class SupportOldLibStdCxx : Microsoft.Build.Utilities.Task
{
    private static readonly string LibTorchSharp = NativeNames.FileName(NativeNames.LibTorchSharp, "linux-x64");

    /// <summary>The native files of the project's packages.</summary>
    [Required]
    public ITaskItem[] Libraries { get; set; } = [];

    /// <summary>The folder of the copies, absolute.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The table of codes that messages link to.</summary>
    [Required]
    public string HelpFile { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string TreatWarningsAsErrors { get; set; } = "";

    /// <summary>The codes that <see cref="TreatWarningsAsErrors"/> does not apply to.</summary>
    public string WarningsNotAsErrors { get; set; } = "";

    /// <summary>The items of <see cref="Libraries"/> that a copy replaces.</summary>
    [Output]
    public ITaskItem[] Replaced { get; private set; } = [];

    /// <summary>The copies, with the metadata of the items that they replace.</summary>
    [Output]
    public ITaskItem[] Copies { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        List<ITaskItem> replaced = [], copies = [];
        foreach (ITaskItem library in Libraries.Where(library => Path.GetFileName(library.ItemSpec) == LibTorchSharp))
        {
            try
            {
                byte[] original = File.ReadAllBytes(library.ItemSpec);
                byte[] weak = LibStdCxxNeed.MadeWeak(original);
                if (weak != original)
                {
                    // One for each folder of the output: packages may have the library for several platforms.
                    string folder = Path.Combine(Directory, library.GetMetadata("DestinationSubDirectory"));
                    string path = Path.Combine(folder, Path.GetFileName(library.ItemSpec));
                    System.IO.Directory.CreateDirectory(folder);
                    WholeFile.WriteWhenDifferent(path, weak);
                    var copy = new TaskItem(path);
                    library.CopyMetadataTo(copy);
                    replaced.Add(library);
                    copies.Add(copy);
                }
            }
            catch (Exception exception) when (ElfFault.Is(exception))
            {
                Warn(library.ItemSpec, exception.Message);
            }
        }

        (Replaced, Copies) = ([.. replaced], [.. copies]);
        return !Log.HasLoggedErrors;
    }

    private void Warn(string library, string reason) =>
        new FindingLog(Log, HelpFile, new WarningStrictness(TreatWarningsAsErrors, WarningsNotAsErrors)).Report(new Finding(
            false,
            "MPR5206",
            library,
            $"MPrunerSupportOldLibStdCxx is set, but this library cannot be made to load beside an older libstdc++: {reason} "
            + "It is used as it is. Remove the property, or run the app where libstdc++ is GCC 13's or newer."));
}
