using BenchmarkDotNet.Attributes;
using MPruner.ScriptModels;
using MPruner.Torch;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Programs;

namespace MPruner.Benchmarks.Speed;

/// <summary>Reading, parsing and writing a model's file, which is in memory.</summary>
public class ArchiveSpeed
{
    private readonly ScriptModelFormat format = new(new TorchEngine(), new TorchTrainer());
    private byte[] file = [];
    private ScriptProgram? program;

    /// <summary>The file.</summary>
    internal static string? Path { get; set; }

    /// <summary>Reads the file.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        file = System.IO.File.ReadAllBytes(Path!);
        program = ScriptProgram.Read(file);
    }

    /// <summary>The directory of the archive, and the sums of its entries.</summary>
    [Benchmark]
    public int ReadArchive() => TorchArchive.Read(file).Entries.Length;

    /// <summary>The archive and the pickled objects; tensors stay in the file.</summary>
    [Benchmark]
    public long ReadProgram() => ScriptProgram.Read(file).ParameterCount;

    /// <summary>All code, as syntax trees.</summary>
    [Benchmark]
    public int ParseCode() => ScriptProgram.Read(file).Modules().Length;

    /// <summary>What <c>inspect</c> does after reading the file: the dataflow, the chains and the reasons.</summary>
    [Benchmark]
    public int FindChains() => format.Open(file, null).Chains.Length;

    /// <summary>Writing the program.</summary>
    [Benchmark]
    public int Write() => program!.Write().Length;
}
