
namespace MPruner.Core.Formats;

/// <summary>
/// A model file format, with the engine that runs its models. The pruning method accesses models only through this interface.
/// </summary>
public interface IModelFormat
{
    /// <summary>The engine's name and version, which is part of every cache key and report: <c>libtorch 2.10.0</c>.</summary>
    string Engine { get; }

    /// <summary>Reads the arguments and the size of a model.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    ModelSignature ReadSignature(ReadOnlyMemory<byte> file);

    /// <summary>Reads a model and finds its block chains, without running it.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="blocks">Which submodules are the blocks, as in <see cref="PruningOptions.Blocks"/>; null to search for them.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException">
    /// <c>MPR2002</c>: the model has no blocks; <c>MPR2003</c>: it does not have the named blocks.
    /// </exception>
    IPrunableModel Open(ReadOnlyMemory<byte> file, string? blocks);

    /// <summary>Creates the bench that runs models of this format.</summary>
    /// <param name="running">Threads and device for measuring and scoring.</param>
    /// <param name="training">Threads and device for training.</param>
    IModelBench Bench(SessionOptions running, SessionOptions training);
}

/// <summary>How a model is run.</summary>
/// <param name="Threads">The number of threads; 1 makes results repeatable bit for bit.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>, optionally with an index.</param>
public sealed record SessionOptions(int Threads = 1, string Device = "cpu");
