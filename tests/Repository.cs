namespace MPruner.Tests;

/// <summary>The checkout that the tests were built in.</summary>
/// <remarks>Source paths in the assembly are no help, since a CI build leaves them out.</remarks>
internal static class Repository
{
    /// <summary>The folder of MPruner.Build.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the fixture files.</summary>
    public static string Fixtures { get; } = Path.Combine(Root, "tests", "Fixtures");

    /// <summary>The folder of what eager Python says, as make_fixtures.py recorded it.</summary>
    public static string Recorded { get; } = Path.Combine(Fixtures, "Recorded");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MPruner.Build.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("MPruner.Build.sln");
        }

        return folder.FullName;
    }
}
