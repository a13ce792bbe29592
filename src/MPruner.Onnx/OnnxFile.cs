using MPruner.Core.Formats;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Messages;
using MPruner.Onnx.Models;

namespace MPruner.Onnx;

/// <summary>ONNX files: how they are recognised and opened, without an engine.</summary>
public static class OnnxFile
{
    /// <summary>Whether a file is ONNX and not TorchScript, by its first bytes. It may still be malformed.</summary>
    /// <param name="file">The file's bytes.</param>
    public static bool Is(ReadOnlySpan<byte> file) => OnnxModel.Begins(file);

    /// <summary>Reads a model and finds its block chains.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="blocks">A path glob that selects blocks; null for all that are found.</param>
    /// <exception cref="OnnxException">The file is malformed.</exception>
    /// <exception cref="Core.PrunerException">
    /// <c>MPR2003</c>: the selected blocks form no chain; <c>MPR2006</c>: weights are in other files; <c>MPR2007</c>: the blocks are inside
    /// control flow.
    /// </exception>
    public static IPrunableModel Open(ReadOnlyMemory<byte> file, string? blocks) => PrunableGraph.Open(file, blocks);

    /// <summary>Reads the inputs and the size of a model.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="OnnxException">The file is malformed.</exception>
    public static ModelSignature ReadSignature(ReadOnlyMemory<byte> file) => GraphSignature.Of(new(Supported.Read(file).Graph));
}
