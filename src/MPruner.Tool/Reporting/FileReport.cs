namespace MPruner.Tool.Reporting;

/// <summary>A file that a result depends on, or that was written.</summary>
/// <param name="Path">The path as the user named it.</param>
/// <param name="Sha256">The hash of its bytes, in lower-case hexadecimal.</param>
internal sealed record FileReport(string Path, string Sha256);
