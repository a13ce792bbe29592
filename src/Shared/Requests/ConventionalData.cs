namespace MPruner.Shared.Requests;

/// <summary>The data files if none are named: <c>model.calibration.npz</c> and <c>model.evaluation.npz</c> beside the model.</summary>
internal static class ConventionalData
{
    /// <summary>The file that would hold a model's data.</summary>
    /// <param name="model">The path of the model.</param>
    /// <param name="purpose"><see cref="RequestMember.Calibration"/> or <see cref="RequestMember.Evaluation"/>.</param>
    public static string PathFor(string model, string purpose) => $"{Path.ChangeExtension(model, null)}.{purpose}.npz";

    /// <summary>How to make such a file, as the end of a message.</summary>
    public static string Advice(string model, string purpose) =>
        "Save a few hundred inputs of the model in Python: "
        + $"numpy.savez('{Path.GetFileName(PathFor(model, purpose))}', x=inputs, labels=classes), "
        + "where x is the name of forward's argument, the first dimension is the example, and labels are optional.";
}
