namespace MPruner.Shared.Reporting;

/// <summary>A coded error or warning about a file.</summary>
/// <param name="IsError">Whether it fails the build.</param>
/// <param name="Code">The stable code: <c>MPR5104</c>.</param>
/// <param name="File">The file to open: a model, or the project that defines the item; null where no file is at fault.</param>
/// <param name="Message">Where, what was found, what was expected, what to do.</param>
internal sealed record Finding(bool IsError, string Code, string? File, string Message);
