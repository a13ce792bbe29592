using System.Text;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Tests.Pickle;

public sealed class MalformedPickles
{
    [Theory]
    [InlineData("no protocol", "N.", "MPR1101")]
    [InlineData("another protocol", "\x80\x04N.", "MPR1101")]
    [InlineData("an unknown opcode", "\x80\x02\u00FF.", "MPR1101")]
    [InlineData("an integer of nine bytes", "\x80\x02\x8A\x09\0\0\0\0\0\0\0\0\0.", "MPR1101")]
    [InlineData("no end", "\x80\x02N", "MPR1102")]
    [InlineData("a string longer than the pickle", "\x80\x02X\u00FF\u00FF\u00FF\x7F" + "abc.", "MPR1102")]
    [InlineData("a global without end", "\x80\x02" + "c__torch__", "MPR1102")]
    [InlineData("a call of the shell", "\x80\x02" + "cos\nsystem\nX\x04\0\0\0true\x85R.", "MPR1104")]
    [InlineData("a call of eval", "\x80\x02" + "c__builtin__\neval\n.", "MPR1104")]
    [InlineData("an attribute of an allowed module", "\x80\x02" + "ctorch.jit._pickle\nos\n.", "MPR1104")]
    [InlineData("an empty stack", "\x80\x02.", "MPR1105")]
    [InlineData("two values", "\x80\x02NN.", "MPR1105")]
    [InlineData("an open mark", "\x80\x02N(.", "MPR1105")]
    [InlineData("an end without mark", "\x80\x02Nt.", "MPR1105")]
    [InlineData("a pair taken from under a mark", "\x80\x02NN(\x86.", "MPR1105")]
    [InlineData("a key without value", "\x80\x02}(Nu.", "MPR1105")]
    [InlineData("items for a number", "\x80\x02K\x01(Ne.", "MPR1105")]
    [InlineData("a call of a number", "\x80\x02K\x01)R.", "MPR1105")]
    [InlineData("an object of a number", "\x80\x02K\x01)\x81}b.", "MPR1105")]
    [InlineData("an object without state", "\x80\x02" + "c__torch__\nM\n)\x81.", "MPR1105")]
    [InlineData("two states", "\x80\x02" + "c__torch__\nM\n)\x81}b}b.", "MPR1105")]
    [InlineData("an unknown reference", "\x80\x02h\x05.", "MPR1105")]
    [InlineData("a list that holds itself", "\x80\x02]q\0(h\0e.", "MPR1105")]
    [InlineData("an object that holds itself", "\x80\x02" + "c__torch__\nM\n)\x81q\0}(X\x01\0\0\0ah\0ub.", "MPR1105")]
    [InlineData("bytes after the end", "\x80\x02N.N", "MPR1105")]
    public void AreRefusedWithACode(string what, string pickle, string code)
    {
        var error = Assert.Throws<TorchScriptException>(() => PickleReader.Read(Encoding.Latin1.GetBytes(pickle), "data.pkl"));
        Assert.True(code == error.Code, $"{what}: {error.Code} {error.Message}");
        Assert.StartsWith("data.pkl@0x", error.Message, StringComparison.Ordinal);
        Assert.Contains("xpected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NestingIsLimited()
    {
        var pickle = "\x80\x02" + new string('(', 20_000) + new string('t', 20_000) + ".";
        var error = Assert.Throws<TorchScriptException>(() => PickleReader.Read(Encoding.Latin1.GetBytes(pickle), "data.pkl"));
        Assert.Equal("MPR1103", error.Code);
    }

    [Fact]
    public void ATupleDoubledFourHundredTimesIsNotExpanded()
    {
        // ((((…), same), same): 2^400 leaves when expanded.
        var pickle = new StringBuilder("\x80\x02)");
        for (var i = 0; i < 400; i++)
        {
            pickle.Append('r').Append((char)(i & 0xFF)).Append((char)(i >> 8)).Append("\0\0");
            pickle.Append('j').Append((char)(i & 0xFF)).Append((char)(i >> 8)).Append("\0\0").Append('\x86');
        }

        var root = PickleReader.Read(Encoding.Latin1.GetBytes(pickle.Append('.').ToString()), "data.pkl");
        Assert.Same(root, new PickleRewriter(_ => null).Rewrite(root));
        Assert.InRange(PickleWriter.Write(root).Length, 400, 8000);
    }
}
