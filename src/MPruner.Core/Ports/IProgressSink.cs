namespace MPruner.Core.Ports;

/// <summary>Receives progress and warnings while the pipeline runs, for the progress display.</summary>
public interface IProgressSink
{
    /// <summary>Reports the progress of a stage.</summary>
    /// <param name="stage">The stage's name for the user: <c>Measuring</c>, <c>Checking without 3 blocks</c>.</param>
    /// <param name="done">The number of completed steps.</param>
    /// <param name="total">The total number of steps.</param>
    void Report(string stage, int done, int total);

    /// <summary>Reports a warning as soon as it occurs.</summary>
    /// <param name="diagnostic">The warning.</param>
    void Warn(Diagnostic diagnostic);
}
