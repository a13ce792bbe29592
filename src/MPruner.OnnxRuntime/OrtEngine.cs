using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using MPruner.Core;
using MPruner.Onnx.Ports;
using MPruner.OnnxRuntime.Natives;

namespace MPruner.OnnxRuntime;

/// <summary>ONNX Runtime, on the processor.</summary>
public sealed class OrtEngine : IGraphEngine
{
    private static readonly Lock Gate = new();
    private static OrtEngine? started;

    private OrtEngine(string library) => Library = library;

    /// <inheritdoc/>
    public string Identity => $"ONNX Runtime {NativeLibrarySearch.Version}";

    /// <summary>The file of the native library, on which results depend.</summary>
    public string Library { get; }

    /// <summary>Finds and loads the native library. Further calls do nothing.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR3014</c>: there is no native library; <c>MPR3015</c>: it cannot be loaded, or has another version.
    /// </exception>
    public static OrtEngine Start(NativeLibrarySearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        lock (Gate)
        {
            return started ??= LoadNative(search.Find());
        }
    }

    /// <inheritdoc/>
    public IGraphSession Load(ReadOnlyMemory<byte> file, Core.Formats.SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Device != "cpu")
        {
            throw new PrunerException(
                "MPR3002", $"Device=\"{options.Device}\": ONNX models run on the processor only. Expected cpu.");
        }

        try
        {
            return new OrtSession(file, options.Threads);
        }
        catch (OnnxRuntimeException failure)
        {
            throw OrtFailure.OnLoad(failure, Identity);
        }
    }

    private static OrtEngine LoadNative(string file)
    {
        try
        {
            var handle = NativeLibrary.Load(file);
            OrtEnv.DisableDllImportResolver = true;
            NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => name == "onnxruntime" ? handle : 0);
            var quiet = new EnvironmentCreationOptions { logId = "mpruner", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
#pragma warning disable CA2000 // The environment lives as long as the process.
            var version = OrtEnv.CreateInstanceWithOptions(ref quiet).GetVersionString();
#pragma warning restore CA2000
            return version == NativeLibrarySearch.Version
                ? new OrtEngine(file)
                : throw Unusable(file, $"it has the version {version}");
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw Unusable(file, exception.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }

    private static PrunerException Unusable(string file, string reason) => new(
        "MPR3015",
        $"'{file}' cannot be used: {reason}. Expected ONNX Runtime {NativeLibrarySearch.Version}: "
        + $"set {NativeLibrarySearch.Named} to a folder that contains it, or do not set it.");
}
