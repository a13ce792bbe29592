using System.Text;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Tests.Pickle;

/// <summary>
/// Files written by Python code (zipfile, pickle protocol 2) rather than libtorch: values are put into the memo early, integers are short,
/// and nothing is aligned.
/// </summary>
public sealed class PythonsPickles
{
    private const string ObjectUpToItsState = "\x80\x02" + "c__torch__\nM\nq\0)\x81q\x01}q\x02";

    [Theory]
    [InlineData("\x80\x02}q\0(X\x01\0\0\0aq\x01]q\x02X\x01\0\0\0bq\x03K\x01K\x02\x86q\x04u.")]
    [InlineData("\x80\x02]q\0(]q\x01(K\x01K\x02" + "eh\x01" + "e.")]
    [InlineData("\x80\x02(\x8A\x06\0\0\0\0\0\x01\x8A\x05\u00FF\u00FF\u00FF\x7F\u00FFJ\u00FF\u00FF\u00FF\u00FF"
        + "M,\x01G?\u00F8\0\0\0\0\0\0Ntq\0.")]
    [InlineData(ObjectUpToItsState + "X\x01\0\0\0aq\x03K\x07sb.", ObjectUpToItsState + "(X\x01\0\0\0aq\x03K\x07ub.")]
    [InlineData("\x80\x02X\x02\0\0\0\u00C3\u0028.")]
    public void KeepTheirBytesExceptThatSingleItemsAreWrittenAsSequences(string pickle, string? expected = null)
    {
        var written = PickleWriter.Write(PickleReader.Read(Encoding.Latin1.GetBytes(pickle), "data.pkl"));
        Assert.Equal(expected ?? pickle, Encoding.Latin1.GetString(written));
    }

    [Fact]
    public void AreInZipsThatAlsoKeepTheirBytes()
    {
        var file = Fixture.Bytes("unknown_operator.pt");
        var archive = TorchArchive.Read(file);
        Assert.Equal(file, archive.Write());
        Assert.NotEqual(file, archive.With([], []).Write());
    }
}
