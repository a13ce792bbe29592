using System.Reflection;
using System.Text.RegularExpressions;

namespace MPruner.Build.Tests;

/// <summary>docs/build.md lists what the package must do; its last column is generated from the attributes of these tests.</summary>
public sealed class TheTableOfBehaviour
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "build.md");

    [Fact]
    public void NamesTheTestsOfEveryRow()
    {
        string written = File.ReadAllText(Document);

        string right = Regex.Replace(written, @"^\| (\d+) \| (.*?) \|(.*)\|$", WithTests, RegexOptions.Multiline);

        if (written != right)
        {
            string copy = Path.Combine(AppContext.BaseDirectory, "build.md");
            File.WriteAllText(copy, right);
            Assert.Fail($"docs/build.md does not name the tests that have a [Row]; '{copy}' does.");
        }
    }

    [Fact]
    public void SaysOfEveryRowHowItIsChecked() =>
        Assert.DoesNotMatch(new Regex(@"^\| \d+ \|.*\| *\|$", RegexOptions.Multiline), File.ReadAllText(Document));

    [Fact]
    public void HasEveryRowThatATestNames()
    {
        string written = File.ReadAllText(Document);

        Assert.All(Tests().Select(test => test.Row).Distinct(), row => Assert.Contains($"\n| {row} | ", written, StringComparison.Ordinal));
    }

    /// <summary>A row without a test keeps its text, which says what was checked instead.</summary>
    private static string WithTests(Match row)
    {
        string[] tests = [.. Tests().Where(test => $"{test.Row}" == row.Groups[1].Value).Select(test => $"`{test.Name}`").Distinct()];
        return tests.Length == 0 ? row.Value : $"| {row.Groups[1]} | {row.Groups[2]} | {string.Join("<br>", tests)} |";
    }

    private static IEnumerable<(int Row, string Name)> Tests() =>
        from type in typeof(TheTableOfBehaviour).Assembly.GetTypes()
        orderby type.Name
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetCustomAttributes<FactAttribute>().Any()
        orderby type.Name, method.Name
        from row in method.GetCustomAttributes<RowAttribute>()
        select (row.Number, $"{type.Name}.{method.Name}");
}
