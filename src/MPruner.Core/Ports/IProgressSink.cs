namespace MPruner.Core.Ports;

/// <summary>Hears what the pipeline is doing, for whoever waits.</summary>
public interface IProgressSink
{
    /// <summary>One step of a stage was done.</summary>
    /// <param name="stage">The stage in the user's words: <c>Measuring</c>, <c>Checking 3 of 8 without layers.2</c>.</param>
    /// <param name="done">Steps done.</param>
    /// <param name="total">Steps in all.</param>
    void Report(string stage, int done, int total);

    /// <summary>Something the user should know now; it is in the final report too.</summary>
    void Warn(Diagnostic diagnostic);
}
