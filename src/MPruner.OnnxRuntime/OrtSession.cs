using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MPruner.Core.Ports;
using MPruner.Onnx.Ports;

namespace MPruner.OnnxRuntime;

/// <summary>A model that ONNX Runtime has loaded.</summary>
internal sealed class OrtSession : IGraphSession
{
    private readonly InferenceSession session;

    /// <param name="file">The file's bytes.</param>
    /// <param name="threads">The number of threads.</param>
    public OrtSession(ReadOnlyMemory<byte> file, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            EnableMemoryPattern = false,
        };

        // Beside other builds, threads that wait in a loop take away processor time.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new InferenceSession(BytesOf(file), options);
    }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<NamedArray> inputs, Action<ImmutableArray<NumericArray>> look)
    {
        List<MemoryHandle> pinned = [.. inputs.Select(input => input.Array.Data.Pin())];
        List<OrtValue> values = [];
        try
        {
            values.AddRange(inputs.Zip(pinned, Value));
            using var run = new RunOptions();
            using var results = session.Run(run, [.. inputs.Select(input => input.Name)], values, session.OutputNames);
            look([.. results.Where(result => result.OnnxType == OnnxValueType.ONNX_TYPE_TENSOR).Select(Copy)]);
        }
        catch (OnnxRuntimeException failure)
        {
            throw OrtFailure.OnRun(failure, inputs);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
            pinned.ForEach(handle => handle.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static byte[] BytesOf(ReadOnlyMemory<byte> file) =>
        MemoryMarshal.TryGetArray(file, out var segment) && segment.Count == segment.Array!.Length ? segment.Array : file.ToArray();

    private static unsafe OrtValue Value(NamedArray input, MemoryHandle memory) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance,
        TypeOf(input.Array.Type),
        [.. input.Array.Shape],
        (nint)memory.Pointer,
        input.Array.Data.Length);

    private static NumericArray Copy(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return new(TypeOf(info.ElementDataType), [.. info.Shape], value.GetTensorMutableRawData().ToArray());
    }

    private static TensorElementType TypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => TensorElementType.Float,
        ElementType.Float64 => TensorElementType.Double,
        ElementType.Float16 => TensorElementType.Float16,
        ElementType.BFloat16 => TensorElementType.BFloat16,
        ElementType.UInt8 => TensorElementType.UInt8,
        ElementType.Int8 => TensorElementType.Int8,
        ElementType.Int16 => TensorElementType.Int16,
        ElementType.Int32 => TensorElementType.Int32,
        ElementType.Int64 => TensorElementType.Int64,
        ElementType.Bool => TensorElementType.Bool,
        _ => throw OrtFailure.OnType($"The engine has no arrays of {type}"),
    };

    private static ElementType TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => ElementType.Float32,
        TensorElementType.Double => ElementType.Float64,
        TensorElementType.Float16 => ElementType.Float16,
        TensorElementType.BFloat16 => ElementType.BFloat16,
        TensorElementType.UInt8 => ElementType.UInt8,
        TensorElementType.Int8 => ElementType.Int8,
        TensorElementType.Int16 => ElementType.Int16,
        TensorElementType.Int32 => ElementType.Int32,
        TensorElementType.Int64 => ElementType.Int64,
        TensorElementType.Bool => ElementType.Bool,
        _ => throw OrtFailure.OnType($"The model returns an array of {type}, which cannot be read"),
    };
}
