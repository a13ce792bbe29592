namespace MPruner.Build.Tests;

/// <summary>Which row of the table in docs/build.md a test covers.</summary>
/// <param name="number">The row's number.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RowAttribute(int number) : Attribute
{
    /// <summary>The row's number.</summary>
    public int Number { get; } = number;
}
