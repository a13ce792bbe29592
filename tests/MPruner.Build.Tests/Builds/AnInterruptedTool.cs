using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

public sealed class AnInterruptedTool(PackedPackage package)
{
    [Fact]
    [Row(10)]
    [Row(22)]
    public void ThatIsKilledIsOneCodedErrorWithSignalAndLog()
    {
        Consumer consumer = NewConsumer();
        using Process build = consumer.Start([], out string log);
        using Process tool = ToolOf(consumer, build);

        tool.Kill();
        build.WaitForExit();

        var run = new BuildRun(build.ExitCode, log);
        Error error = Assert.Single(run.Errors);
        Assert.Equal("MPR5201", error.Code);
        Assert.Contains("SIGKILL", error.Text, StringComparison.Ordinal);
        Assert.Contains(consumer.ToolLog, error.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(consumer.Pruned()));
        consumer.Build().Succeeded();
    }

    [Fact]
    [Row(21)]
    public void OfACancelledBuildEndsAndLeavesNoPart()
    {
        Consumer consumer = NewConsumer();
        using Process build = consumer.Start([], out _);
        using Process tool = ToolOf(consumer, build);

        using (Process interrupt = Process.Start("kill", ["-INT", build.Id.ToString(CultureInfo.InvariantCulture)])!)
        {
            interrupt.WaitForExit();
        }

        build.WaitForExit();
        tool.WaitForExit();

        Assert.NotEqual(0, build.ExitCode);
        Assert.False(File.Exists(consumer.Pruned()));
        Assert.False(File.Exists(consumer.Pruned("mpruner.stamp")));
        consumer.Build().Succeeded();
    }

    private Consumer NewConsumer()
    {
        var consumer = new Consumer(package, Items.OneModel);
        consumer.AddModel();
        consumer.Build("-t:Restore").Succeeded();
        return consumer;
    }

    /// <summary>Waits until the build has started the tool on this consumer's request.</summary>
    private static Process ToolOf(Consumer consumer, Process build)
    {
        string request = consumer.Pruned("request.json");
        while (!build.HasExited)
        {
            foreach (string folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            {
                if (CommandLine(folder).Contains("mpruner.dll\0build\0" + request, StringComparison.Ordinal))
                {
                    return Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                }
            }
        }

        throw new InvalidOperationException("the build ended without starting the tool");
    }

    private static string CommandLine(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline")));
        }
        catch (IOException)
        {
            // It ended in the meantime.
            return "";
        }
    }
}
