using System.Text;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Tests.Pickle;

public sealed class SharedValues
{
    [Fact]
    public void AnObjectThatOccursTwiceIsOneInstance()
    {
        var shared = Module("__torch__.Child", []);
        var root = (PickleObject)RoundTrip(Module("__torch__.Root", [("a", shared), ("b", shared)]));
        Assert.Same(root["a"], root["b"]);
    }

    [Fact]
    public void AnObjectIsPutIntoTheMemoAfterItsBuild()
    {
        var shared = Module("__torch__.Child", []);
        var root = Module("__torch__.Root", [("a", shared), ("b", shared)]);

        // Child object complete, BUILD, BINPUT 0; the name b; BINGET 0.
        Assert.Contains("bq\0X\u0001\0\0\0bh\0", Latin1(PickleWriter.Write(root)), StringComparison.Ordinal);
    }

    [Fact]
    public void WhenTheFirstOccurrenceIsRemovedTheNextOneBecomesTheDefinition()
    {
        var shared = Module("__torch__.Child", [("n", new PickleInt(7))]);
        var root = (PickleObject)RoundTrip(Module("__torch__.Root", [("a", shared), ("b", shared), ("c", shared)]));
        var edited = (PickleObject)RoundTrip(root.With(attributes: root.Attributes.Skip(1)));
        Assert.Equal(["b", "c"], edited.Attributes.Select(a => a.Key));
        Assert.Equal(7, Assert.IsType<PickleInt>(Assert.IsType<PickleObject>(edited["b"])["n"]).Value);
        Assert.Same(edited["b"], edited["c"]);
    }

    [Fact]
    public void ASharedObjectIsRewrittenOnceForAllOccurrences()
    {
        var shared = Module("__torch__.Child", []);
        var root = Module("__torch__.Root", [("a", shared), ("b", shared)]);
        var asked = 0;
        var rewritten = (PickleObject)new PickleRewriter(value =>
        {
            asked += ReferenceEquals(value, shared) ? 1 : 0;
            return ReferenceEquals(value, shared) ? shared.With(className: "__torch__.Clone") : null;
        }).Rewrite(root);
        Assert.Equal(1, asked);
        Assert.Equal("__torch__.Clone", Assert.IsType<PickleObject>(rewritten["a"]).ClassName);
        Assert.Same(rewritten["a"], rewritten["b"]);
    }

    [Fact]
    public void AWrapperMayContainWhatItReplaces()
    {
        var inner = Module("__torch__.Child", []);
        var root = Module("__torch__.Root", [("a", inner)]);
        var rewritten = (PickleObject)new PickleRewriter(value =>
            ReferenceEquals(value, inner) ? Module("__torch__.Wrapper", [("inner", inner)]) : null).Rewrite(root);
        Assert.Same(inner, Assert.IsType<PickleObject>(rewritten["a"])["inner"]);
    }

    private static PickleObject Module(string className, (string Name, PickleValue Value)[] attributes)
    {
        var entries = attributes.Select(a => KeyValuePair.Create<PickleValue, PickleValue>(new PickleString(a.Name), a.Value));
        return new PickleObject(PickleGlobal.Of(className), new PickleDict([.. entries]));
    }

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static PickleValue RoundTrip(PickleValue value) => PickleReader.Read(PickleWriter.Write(value), "data.pkl");
}
