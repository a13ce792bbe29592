using System.Reflection;
using Microsoft.Build.Framework;
using MPruner.Build.Work;

namespace MPruner.Build.Tests.Work;

public sealed class AClaimedDirectory : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-claimed-").FullName;

    [Fact]
    public void EndsItsWorkBeforeAnotherBuildGetsIt()
    {
        IBuildEngine build = ABuild.Start();
        string claimed = ClaimedDirectory.UntilTheBuildEnds(folder, build);
        using var disk = new SemaphoreSlim(0);
        bool ended = false;
        ClaimedDirectory.BeforeTheBuildEnds(claimed, build, () =>
        {
            disk.Wait();
            ended = true;
        });

        Assert.Equal(folder, claimed);
        Assert.False(ended);
        Assert.Equal(Path.Combine(folder, "2"), ClaimedDirectory.UntilTheBuildEnds(folder, ABuild.Start()));
        disk.Release();
        ((ABuild)build).End();
        Assert.True(ended);
        Assert.Equal(folder, ClaimedDirectory.UntilTheBuildEnds(folder, ABuild.Start()));
    }

    [Fact]
    public void LeavesNoStampWhereAModelIsNotOnTheDisk()
    {
        string stamp = Path.Combine(folder, "mpruner.stamp");

        WorkDirectory.Stamp(stamp, [Path.Combine(folder, "gone.pt")]);
        Assert.False(File.Exists(stamp));

        WorkDirectory.Stamp(stamp, []);
        Assert.True(File.Exists(stamp));
    }

    [Fact]
    public void WritesAStampThatIsNewerThanTheSources()
    {
        string stamp = Path.Combine(folder, "mpruner.stamp");
        string source = Path.Combine(folder, "model.pt");
        WorkDirectory.Stamp(stamp, []);
        File.SetLastWriteTimeUtc(stamp, DateTime.UtcNow.AddHours(-1));
        File.WriteAllText(source, "model");

        WorkDirectory.Stamp(stamp, [source]);

        Assert.True(File.GetLastWriteTimeUtc(stamp) >= File.GetLastWriteTimeUtc(source));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>An engine that keeps objects, and disposes of them at the end.</summary>
    public class ABuild : DispatchProxy
    {
        private readonly Dictionary<object, object> kept = [];

        internal static IBuildEngine Start() => Create<IBuildEngine4, ABuild>();

        internal void End()
        {
            foreach (IDisposable item in kept.Values.OfType<IDisposable>())
            {
                item.Dispose();
            }
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IBuildEngine4.RegisterTaskObject):
                    kept.Add(args![0]!, args[1]!);
                    return null;
                case nameof(IBuildEngine4.GetRegisteredTaskObject):
                    return kept.GetValueOrDefault(args![0]!);
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }
    }
}
