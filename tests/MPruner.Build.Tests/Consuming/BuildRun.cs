using Microsoft.Build.Logging.StructuredLogger;
using LoggedTask = Microsoft.Build.Logging.StructuredLogger.Task;

namespace MPruner.Build.Tests.Consuming;

/// <summary>One finished <c>dotnet build</c>, as its binary log describes it.</summary>
/// <param name="exitCode">What it returned.</param>
/// <param name="log">The binary log.</param>
public sealed class BuildRun(int exitCode, string log)
{
    private readonly Microsoft.Build.Logging.StructuredLogger.Build build = BinaryLog.ReadBuild(log);

    /// <summary>0 for a build that succeeded.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Errors in order.</summary>
    public IReadOnlyList<Error> Errors => All<Error>();

    /// <summary>Warnings in order.</summary>
    public IReadOnlyList<Warning> Warnings => All<Warning>();

    /// <summary>Whether a task of this name ran in any target.</summary>
    public bool Ran(string task) => All<LoggedTask>().Any(logged => logged.Name == task);

    /// <summary>How often a task of this name ran.</summary>
    public int Count(string task) => All<LoggedTask>().Count(logged => logged.Name == task);

    /// <summary>All messages of a task of this name.</summary>
    public string MessagesOf(string task) =>
        string.Join('\n', All<LoggedTask>()
            .Where(logged => logged.Name == task)
            .SelectMany(logged => logged.FindChildrenRecursive<Message>())
            .Select(message => message.Text));

    /// <summary>Fails the test with the build's own errors unless it succeeded.</summary>
    public BuildRun Succeeded()
    {
        Assert.True(ExitCode == 0, string.Join('\n', Errors.Select(error => $"{error.File}: {error.Code}: {error.Text}")));
        return this;
    }

    private List<T> All<T>()
        where T : BaseNode
    {
        var found = new List<T>();
        build.VisitAllChildren<T>(found.Add);
        return found;
    }
}
