using System.Text;
using System.Text.Json;
using MPruner.Build.Requests;

namespace MPruner.Build.Tests.Requests;

public sealed class AJsonText
{
    /// <summary>Every character of 16 bits but the surrogates, and a pair of these.</summary>
    private static readonly string Everything =
        string.Concat(Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(c => !char.IsSurrogate(c))) + "\U0001D6FC";

    [Theory]
    [InlineData("\"\\", """
        "\"\\"
        """)]
    [InlineData("\b\f\n\r\t", """
        "\b\f\n\r\t"
        """)]
    [InlineData("\u0001\u001f", """
        "\u0001\u001f"
        """)]
    [InlineData("\u2028\u2029", """
        "\u2028\u2029"
        """)]
    [InlineData("/ü\u007f\U0001D6FC", "\"/ü\u007f\U0001D6FC\"")]
    public void EscapesWhatAStringMayNotHold(string text, string json) => Assert.Equal(json, JsonWriter.Quote(text));

    [Fact]
    public void EscapesASurrogateWithoutItsPartner() => Assert.Equal(
        """
        "\udc00a\ud800\ud800
        """ + "\U00010000\"",
        JsonWriter.Quote("\udc00a\ud800\ud800\U00010000"));

    [Fact]
    public void IsReadBackAsItWas()
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(JsonWriter.Quote(Everything)));

        Assert.Equal(Everything, document.RootElement.GetString());
    }

    /// <summary>Otherwise the cache would keep a report with the paths of another build.</summary>
    [Fact]
    public void IsSpelledAsInTheToolsReports() =>
        Assert.Equal(Newtonsoft.Json.JsonConvert.ToString(Everything), JsonWriter.Quote(Everything));
}
