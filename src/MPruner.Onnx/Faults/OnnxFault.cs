namespace MPruner.Onnx.Faults;

/// <summary>What can be wrong with an ONNX file: one code for each kind of error.</summary>
internal static class OnnxFault
{
    private const string CopyAgain = "The copy is incomplete or damaged: copy or download the file again, or export the model again.";

    public static OnnxException Truncated(string place, string finding) => new("MPR1601", place, finding, CopyAgain);

    public static OnnxException NoModel(string finding) => new(
        "MPR1602",
        null,
        finding,
        "Check that the path names an ONNX model, such as torch.onnx.export writes.");

    public static OnnxException BadTensor(string tensor, string finding) => new("MPR1603", $"tensor {tensor}", finding, CopyAgain);

    public static OnnxException BadGraph(string finding) => new(
        "MPR1604",
        "graph",
        finding,
        "Export the model again; onnx.checker.check_model shows what else is wrong.");
}
