namespace MPruner.Tool.Options;

/// <summary>The form of a summary.</summary>
internal enum SummaryForm
{
    /// <summary>What GitHub Actions and Azure Pipelines show on the page of a job.</summary>
    Markdown,
}
