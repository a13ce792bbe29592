using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]

namespace TorchSharp.Interop;

/// <summary>The shim's exports (<c>native/*.cpp</c>). A negative number or a null handle is a failure.</summary>
/// <remarks>The first use of any of them makes the handshake with libtorch.</remarks>
internal static unsafe partial class NativeMethods
{
    private const string Shim = "torchsharp_system";

    static NativeMethods() => Handshake.Verify(BuiltAgainst, RunningSettings);

    [LibraryImport(Shim, EntryPoint = "shim_last_error")]
    public static partial nint LastError();

    [LibraryImport(Shim, EntryPoint = "shim_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Shim, EntryPoint = "shim_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OperatorFind(string name, string overload);

    [LibraryImport(Shim, EntryPoint = "shim_operator_call")]
    public static partial int OperatorCall(nint op, NativeValue* arguments, int count, NativeValue** results);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_copy")]
    public static partial nint TensorCopy(void* elements, long* sizes, int dimensions, int type);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_share")]
    public static partial nint TensorShare(
        void* elements, long* sizes, int dimensions, int type, nint context, delegate* unmanaged[Cdecl]<nint, void> release);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_delete")]
    public static partial void TensorDelete(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_data")]
    public static partial nint TensorData(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_dimensions")]
    public static partial int TensorDimensions(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_layout")]
    public static partial int TensorLayout(nint tensor, long* sizes, long* strides);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_type")]
    public static partial int TensorType(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_device")]
    public static partial long TensorDevice(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_is_contiguous")]
    public static partial int TensorIsContiguous(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_is_leaf")]
    public static partial int TensorIsLeaf(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_requires_grad")]
    public static partial int TensorRequiresGrad(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_set_requires_grad")]
    public static partial int TensorSetRequiresGrad(nint tensor, int required);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_grad")]
    public static partial int TensorGrad(nint tensor, nint* gradient);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_set_grad")]
    public static partial int TensorSetGrad(nint tensor, nint gradient);

    [LibraryImport(Shim, EntryPoint = "shim_tensor_backward")]
    public static partial int TensorBackward(nint tensor);

    [LibraryImport(Shim, EntryPoint = "shim_module_load")]
    public static partial nint ModuleLoad(void* bytes, long length, int deviceType, int deviceIndex);

    [LibraryImport(Shim, EntryPoint = "shim_module_delete")]
    public static partial void ModuleDelete(nint module);

    [LibraryImport(Shim, EntryPoint = "shim_module_train")]
    public static partial int ModuleTrain(nint module, int on);

    [LibraryImport(Shim, EntryPoint = "shim_module_is_training")]
    public static partial int ModuleIsTraining(nint module);

    [LibraryImport(Shim, EntryPoint = "shim_module_inputs")]
    public static partial int ModuleInputs(nint module);

    [LibraryImport(Shim, EntryPoint = "shim_module_tensors")]
    public static partial int ModuleTensors(nint module, int what, NativeValue** results);

    [LibraryImport(Shim, EntryPoint = "shim_module_call", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModuleCall(nint module, string? method, NativeValue* arguments, int count, NativeValue** results);

    [LibraryImport(Shim, EntryPoint = "shim_get_threads")]
    public static partial int GetThreads();

    [LibraryImport(Shim, EntryPoint = "shim_set_threads")]
    public static partial int SetThreads(int count);

    [LibraryImport(Shim, EntryPoint = "shim_seed")]
    public static partial int Seed(ulong seed);

    [LibraryImport(Shim, EntryPoint = "shim_generator_default")]
    public static partial nint GeneratorDefault();

    [LibraryImport(Shim, EntryPoint = "shim_generator_new")]
    public static partial nint GeneratorNew(ulong seed);

    [LibraryImport(Shim, EntryPoint = "shim_generator_seed")]
    public static partial int GeneratorSeed(nint generator, ulong seed);

    [LibraryImport(Shim, EntryPoint = "shim_generator_initial_seed")]
    public static partial ulong GeneratorInitialSeed(nint generator);

    [LibraryImport(Shim, EntryPoint = "shim_generator_delete")]
    public static partial void GeneratorDelete(nint generator);

    [LibraryImport(Shim, EntryPoint = "shim_grad_enabled")]
    public static partial int GradEnabled();

    [LibraryImport(Shim, EntryPoint = "shim_set_grad_enabled")]
    public static partial int SetGradEnabled(int enabled);

    [LibraryImport(Shim, EntryPoint = "shim_inference_enter")]
    public static partial nint InferenceEnter(int on);

    [LibraryImport(Shim, EntryPoint = "shim_inference_leave")]
    public static partial void InferenceLeave(nint mode);

    [LibraryImport(Shim, EntryPoint = "shim_inference_enabled")]
    public static partial int InferenceEnabled();

    [LibraryImport(Shim, EntryPoint = "shim_cuda_available")]
    public static partial int CudaAvailable();

    [LibraryImport(Shim, EntryPoint = "shim_built_against")]
    private static partial nint BuiltAgainst();

    [LibraryImport(Shim, EntryPoint = "shim_running_settings")]
    private static partial nint RunningSettings();
}
