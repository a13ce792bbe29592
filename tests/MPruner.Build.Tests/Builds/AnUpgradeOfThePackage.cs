using System.Diagnostics;
using System.Globalization;
using System.Text;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AnUpgradeOfThePackage(PackedPackage package)
{
    [Fact]
    [Row(20)]
    public void IsUsedByNodesThatHaveLoadedTheFormerVersion()
    {
        string version = package.Version + ".1";
        package.Pack(version);
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();

        // Every project is built by a node that stays, and that this test finds by the variable. MSBuild ends nodes where a machine has
        // more than half as many again as cores, so that nodes of other builds would decide.
        string mark = Guid.NewGuid().ToString("N");
        consumer.Environment["MSBUILDNOINPROCNODE"] = "1";
        consumer.Environment["DOTNET_PROCESSOR_COUNT"] = "1000";
        consumer.Environment["MPRUNER_TEST_NODE"] = mark;
        try
        {
            consumer.Build("-nodeReuse:true").Succeeded();
            Process[] before = [.. Nodes(mark)];
            consumer.Project(Items.OneModel, version: version);
            BuildRun build = consumer.Build("-nodeReuse:true").Succeeded();

            Assert.NotEmpty(before);
            Assert.Contains(Nodes(mark), node => before.Any(other => other.Id == node.Id));
            Assert.True(build.Ran("PruneModels"));
            Assert.Contains(version, File.ReadAllText(consumer.Pruned("sources.txt")), StringComparison.Ordinal);
        }
        finally
        {
            foreach (Process node in Nodes(mark))
            {
                node.Kill();
            }
        }
    }

    private static IEnumerable<Process> Nodes(string mark)
    {
        foreach (string folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            if (Read(folder, "environ").Contains(mark, StringComparison.Ordinal)
                && Read(folder, "cmdline").Contains("/nodemode:1", StringComparison.Ordinal))
            {
                yield return Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended in the meantime, or is somebody else's.
            return "";
        }
    }
}
