using System.Collections.Immutable;
using System.Security.Cryptography;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;

namespace MPruner.ScriptModels.Tests.Models;

/// <summary>Recorded before weights could be stored in other forms: without <c>Storage</c> no byte of a result may change.</summary>
public sealed class WritingAsBefore
{
    [Theory]
    [InlineData("residual_cnn.scripted.pt", "454fc33c5d01c5bb")]
    [InlineData("bert.traced.pt", "b930e273494b73e9")]
    public void GivesTheSameBytes(string model, string sha256)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);
        var removed = opened.Blocks.Where(b => b.Removable).Take(1).ToImmutableHashSet();

        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(opened.Write(new Candidate(opened, removed)).Span))[..16]);
    }
}
