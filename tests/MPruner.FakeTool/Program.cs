// Takes the tool's place in tests of the MSBuild package: records each start, and does what the variable FAKE_TOOL says. It prunes nothing.
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

var behaviour = Environment.GetEnvironmentVariable("FAKE_TOOL") ?? "";
File.AppendAllText(Environment.GetEnvironmentVariable("FAKE_TOOL_LOG")!, string.Join(' ', args) + "\n");
using var request = JsonDocument.Parse(File.ReadAllText(args[1]));
switch (behaviour)
{
    case "abort":
        Environment.FailFast("the fake tool was told to crash");
        break;
    case "exit":
        return 7;
    case "silence":
        return 0;
    case "garbage":
        using (var output = Console.OpenStandardOutput())
        {
            output.Write(Enumerable.Range(0, 4096).Select(i => (byte)(i * 37)).ToArray());
        }

        return 0;
    case "half":
        WriteAll(report: false);
        _ = Kill(Environment.ProcessId, 9);
        break;
    default:
        WriteAll(report: true);
        break;
}

return 0;

void WriteAll(bool report)
{
    foreach (var model in request.RootElement.GetProperty("models").EnumerateArray())
    {
        var output = model.GetProperty("output").GetString()!;
        File.WriteAllBytes(output, [.. "fake "u8, .. Encoding.UTF8.GetBytes(Path.GetFileName(output))]);
        if (report)
        {
            File.WriteAllText(model.GetProperty("page").GetString()!, "<p></p>");
            File.WriteAllText(model.GetProperty("report").GetString()!, "{}");
        }
    }
}

[DllImport("libc", EntryPoint = "kill")]
[DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
static extern int Kill(int process, int signal);
