namespace MPruner.Tool.Data;

/// <summary>Where data files lie when nobody says: <c>model.calibration.npz</c> and <c>model.evaluation.npz</c> beside <c>model.pt</c>.</summary>
internal static class DataConvention
{
    /// <summary>The calibration data.</summary>
    /// <exception cref="ToolException"><c>MPR5003</c>: neither given nor found; <c>MPR3101</c>: nor is the model.</exception>
    public static string Calibration(string? given, string model) =>
        given ?? Existing(model, "calibration") ?? throw Absent(model, "calibration");

    /// <summary>The evaluation data, or null where neither given nor found.</summary>
    public static string? Evaluation(string? given, string model) => given ?? Existing(model, "evaluation");

    /// <summary>The evaluation data of a command that cannot do without.</summary>
    /// <exception cref="ToolException"><c>MPR5003</c>: neither given nor found; <c>MPR3101</c>: nor is the model.</exception>
    public static string RequiredEvaluation(string? given, string model) => Evaluation(given, model) ?? throw Absent(model, "evaluation");

    private static string? Existing(string model, string purpose) => Name(model, purpose) is var path && File.Exists(path) ? path : null;

    private static string Name(string model, string purpose) => $"{Path.ChangeExtension(model, null)}.{purpose}.npz";

    private static ToolException Absent(string model, string purpose) => !File.Exists(model) ? DataFault.Missing(model) : new ToolException(
        "MPR5003",
        model,
        $"No {purpose} data: --{purpose} was not given, and '{Name(model, purpose)}' does not exist. Save a few hundred inputs of the model in Python: numpy.savez('{Path.GetFileName(Name(model, purpose))}', x=inputs, labels=classes), where x is the name of forward's argument, the first dimension is the example, and labels are optional.");
}
