using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace MPruner.Tests;

/// <summary>The system's Python with PyTorch, if it is installed: an independent judge of the results of the code under test.</summary>
/// <remarks>One process imports PyTorch and runs each script in a fork of itself. It ends with the tests.</remarks>
internal static class PythonJudge
{
    private const string Python = "/usr/bin/python3";

    // The process is part of it, since it ends where its standard input is closed.
    private static readonly Lazy<(Process Process, UnixDomainSocketEndPoint Socket)?> Server = new(Start);

    /// <summary>Whether this machine has it; checked once.</summary>
    public static bool IsThere => Server.Value is not null;

    /// <summary>Skips the test if this machine has no judge.</summary>
    public static void OrSkip() => Assert.SkipUnless(IsThere, $"Needs {Python} with torch: run eng/setup.sh");

    /// <summary>Runs a script. If the script fails, the test fails with its error output.</summary>
    /// <param name="script">The path below <c>tests</c>.</param>
    /// <param name="arguments">The command-line arguments.</param>
    /// <param name="input">The standard input.</param>
    /// <returns>The standard output.</returns>
    public static string Run(string script, IEnumerable<string> arguments, string input = "")
    {
        Assert.True(IsThere, $"{script} needs {Python} with torch.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(Server.Value!.Value.Socket);
        using var stream = new NetworkStream(socket);
        JsonSerializer.Serialize(stream, new { script = Script(script), arguments, input });
        socket.Shutdown(SocketShutdown.Send);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        Assert.True(bytes.Length > 0, $"{script} ended without an answer.");
        using var answer = JsonDocument.Parse(bytes.ToArray());
        string Text(string name) => answer.RootElement.GetProperty(name).GetString()!;
        Assert.True(answer.RootElement.GetProperty("code").ToString() == "0", $"{script} failed: {Text("errors")}");
        return Text("output");
    }

    private static string Script(string path) => Path.Combine(Repository.Root, "tests", path);

    private static (Process Process, UnixDomainSocketEndPoint Socket)? Start()
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        var socket = Path.Combine(Path.GetTempPath(), $"mpruner-{Guid.NewGuid():N}");
        var process = Process.Start(new ProcessStartInfo(Python, ["-B", Script("python_judge.py"), socket])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process.StandardOutput.ReadLine() == "ready" ? (process, new(socket)) : null;
    }
}
