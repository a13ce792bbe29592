using System.Diagnostics;
using MPruner.Tool.Tests.Data;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>The tool as users start it: a process, with a folder and a cache of its own.</summary>
internal sealed class ToolProcess(TemporaryFolder folder)
{
    /// <summary>Runs to the end.</summary>
    public (int Exit, string Out, string Error) Run(params string[] args) => Run([], args);

    /// <summary>Runs to the end with environment variables.</summary>
    public (int Exit, string Out, string Error) Run((string Name, string Value)[] variables, params string[] args)
    {
        using var process = Start(variables, args);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts and does not wait. A process that a shell starts in the background ignores SIGINT, and so do its children.</summary>
    public Process Start((string Name, string Value)[] variables, params string[] args)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var assembly = Path.Combine(AppContext.BaseDirectory, "mpruner.dll");
        var start = new ProcessStartInfo("env", ["--default-signal=INT", dotnet, assembly, .. args])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MPRUNER_CACHE_DIR"] = Cache;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public string Cache { get; } = folder["cache"];

    /// <summary>Puts a committed model into the folder.</summary>
    public void Model(string fixture, string name = "model.pt") =>
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture), folder[name]);

    /// <summary>Puts vectors of eight floats into the folder, others for each name.</summary>
    public void Vectors(string name, int examples) =>
        folder.Write(name, Numpy.Npz(
            ("x", Numpy.Npy(
                $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({examples}, 8), }}",
                Numpy.Floats([.. Enumerable.Range(name.Sum(c => c * 7_919), examples * 8).Select(i => MathF.Sin(i * 1.7f))])))));

    /// <summary>Puts data for the residual CNN into the folder: images of bytes and labels, stored.</summary>
    public void Data(string name, int examples) => Data(name, examples, new ArrayLayout("images", "|u1", "1, 12, 12", 144));

    /// <summary>Puts data with such an array and labels into the folder, stored; others for each name.</summary>
    public void Data(string name, int examples, ArrayLayout array)
    {
        var pixels = new byte[examples * array.Size];
        var first = name.Sum(c => c * 7_919L);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(((first + i) * 2_654_435_761L) >> 13);
        }

        var labels = Enumerable.Range(0, examples).SelectMany(i => BitConverter.GetBytes((long)(i * 7 % 4))).ToArray();
        folder.Write(name, Numpy.Npz(
            (array.Name, Numpy.Npy($"{{'descr': '{array.Type}', 'fortran_order': False, 'shape': ({examples}, {array.Shape}), }}", pixels)),
            ("labels", Numpy.Npy($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({examples},), }}", labels))));
    }
}

/// <summary>An array of a data file.</summary>
/// <param name="Name">The name of the array.</param>
/// <param name="Type">NumPy's word for the element type.</param>
/// <param name="Shape">The dimensions of an example, as Python writes them.</param>
/// <param name="Size">The bytes of an example that are written, whatever the shape says.</param>
internal sealed record ArrayLayout(string Name, string Type, string Shape, int Size);
