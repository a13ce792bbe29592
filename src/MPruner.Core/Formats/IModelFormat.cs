
namespace MPruner.Core.Formats;

/// <summary>A model file format with an engine that runs its models. The method knows models only through it.</summary>
public interface IModelFormat
{
    /// <summary>The engine's name and version, part of every cache key and report: <c>libtorch 2.10.0</c>.</summary>
    string Engine { get; }

    /// <summary>Reads what a model takes, and its size.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    ModelSignature ReadSignature(ReadOnlyMemory<byte> file);

    /// <summary>Reads a model and finds its block chains, without running it.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="blocks">Names the blocks instead of a search, or null.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException"><c>MPR2002</c>, <c>MPR2003</c>: there are no blocks, or not the named ones.</exception>
    IPrunableModel Open(ReadOnlyMemory<byte> file, string? blocks);

    /// <summary>Where models of this format are run.</summary>
    /// <param name="running">Threads and device for measuring and scoring.</param>
    /// <param name="training">The same for training.</param>
    IModelBench Bench(SessionOptions running, SessionOptions training);
}

/// <summary>How a model is run.</summary>
/// <param name="Threads">Number of threads; 1 makes results repeatable bit for bit.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>, optionally with an index.</param>
public sealed record SessionOptions(int Threads = 1, string Device = "cpu");
