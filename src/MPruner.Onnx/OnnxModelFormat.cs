using MPruner.Core.Formats;
using MPruner.Onnx.Ports;

namespace MPruner.Onnx;

/// <summary>The ONNX format; an engine runs its models.</summary>
/// <param name="engine">Runs the models.</param>
public sealed class OnnxModelFormat(IGraphEngine engine) : IModelFormat
{
    /// <inheritdoc/>
    public string Engine => engine.Identity;

    /// <inheritdoc/>
    public ModelSignature ReadSignature(ReadOnlyMemory<byte> file) => OnnxFile.ReadSignature(file);

    /// <inheritdoc/>
    public IPrunableModel Open(ReadOnlyMemory<byte> file, string? blocks) => OnnxFile.Open(file, blocks);

    /// <inheritdoc/>
    public IModelBench Bench(SessionOptions running, SessionOptions training) => new OnnxBench(engine, running);
}
