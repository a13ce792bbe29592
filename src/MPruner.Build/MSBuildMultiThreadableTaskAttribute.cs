namespace Microsoft.Build.Framework;

/// <summary>Marks a task that may share its process with others: it has no static state and uses absolute paths only.</summary>
/// <remarks>MSBuild matches this attribute by its full name, so that a task for older versions can declare it itself.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
