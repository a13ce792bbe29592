using MPruner.Shared.Requests;
using MPruner.Tool.Files;

namespace MPruner.Tool.Data;

/// <summary>Chooses the data files: those that the user names, or else those that <see cref="ConventionalData"/> names.</summary>
internal static class DataConvention
{
    /// <summary>The calibration data.</summary>
    /// <exception cref="ToolException"><c>MPR5003</c>: neither given nor found; <c>MPR3101</c>: nor is the model.</exception>
    public static string Calibration(string? given, string model) =>
        given ?? Existing(model, RequestMember.Calibration) ?? throw Absent(model, RequestMember.Calibration);

    /// <summary>The evaluation data, or null where neither given nor found.</summary>
    public static string? Evaluation(string? given, string model) => given ?? Existing(model, RequestMember.Evaluation);

    /// <summary>The evaluation data of a command that cannot do without.</summary>
    /// <exception cref="ToolException"><c>MPR5003</c>: neither given nor found; <c>MPR3101</c>: nor is the model.</exception>
    public static string RequiredEvaluation(string? given, string model) =>
        Evaluation(given, model) ?? throw Absent(model, RequestMember.Evaluation);

    private static string? Existing(string model, string purpose) =>
        ConventionalData.PathFor(model, purpose) is var path && File.Exists(path) ? path : null;

    private static ToolException Absent(string model, string purpose) => File.Exists(model)
        ? new ToolException(
            "MPR5003",
            model,
            $"No {purpose} data: --{purpose} was not given, and '{ConventionalData.PathFor(model, purpose)}' does not exist. "
            + ConventionalData.Advice(model, purpose))
        : InputFile.Missing(model);
}
