using System.Globalization;
using MPruner.Build.Requests;
using MPruner.Shared.Requests;

namespace MPruner.Build.Tests.Requests;

public sealed class AnOption
{
    [Theory]
    [InlineData("Threshold", "0.98", "0.98")]
    [InlineData("Threshold", ".980", "0.98")]
    [InlineData("Threshold", "1", "1")]
    [InlineData("MaxDrop", "1e9", "1000000000")]
    [InlineData("Confidence", "0.5", "0.5")]
    [InlineData("Seed", "7", "7")]
    [InlineData("Device", "CUDA", "\"cuda\"")]
    [InlineData("Clustering", "Complete", "\"complete\"")]
    [InlineData("Storage", "Int8", "\"int8\"")]
    [InlineData("Recovery", "none", "\"none\"")]
    [InlineData("Recovery", "Distill; linear", "\"Distill; linear\"")]
    [InlineData("Granularity", "2", "\"2\"")]
    [InlineData("Granularity", "1..3", "\"1..3\"")]
    [InlineData("Blocks", "encoder.layer.*", "\"encoder.layer.*\"")]
    public void BecomesOneSpellingOfJson(string name, string text, string json) => Assert.Equal(json, Of(name).ToJson(text));

    [Theory]
    [InlineData("Threshold", "1.5")]
    [InlineData("Threshold", "0,98")]
    [InlineData("Threshold", "NaN")]
    [InlineData("MaxDrop", "-0.1")]
    [InlineData("MaxDrop", "Infinity")]
    [InlineData("Confidence", "1")]
    [InlineData("Seed", "1.5")]
    [InlineData("Threads", "0")]
    [InlineData("Threads", "1025")]
    [InlineData("Device", "tpu")]
    [InlineData("Clustering", "1")]
    [InlineData("Storage", "int4")]
    [InlineData("Recovery", "Linear,Distill")]
    [InlineData("Recovery", "linear; distil")]
    [InlineData("Recovery", "None;Linear")]
    [InlineData("Recovery", "Linear;linear")]
    [InlineData("Recovery", "Linear;")]
    [InlineData("Granularity", "abc")]
    [InlineData("Granularity", "0..2")]
    [InlineData("Granularity", "3..1")]
    [InlineData("Granularity", "1..2..3")]
    public void OutOfItsRangeIsNotAccepted(string name, string text) => Assert.Null(Of(name).ToJson(text));

    [Fact]
    public void IsReadTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = comma;
        try
        {
            Assert.Equal("0.98", Of("Threshold").ToJson("0.98"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void IsOneThatTheToolReads() => Assert.Equal(
        typeof(RequestOption).GetFields().Select(field => (string)field.GetRawConstantValue()!),
        ItemOptions.All.Select(option => option.JsonName));

    private static ItemOption Of(string name) => ItemOptions.All.Single(option => option.Name == name);
}
