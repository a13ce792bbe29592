using MPruner.Shared.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class ChoosingTheFolder
{
    [Theory]
    [InlineData("/here", "/xdg", "/home/me", "/here")]
    [InlineData("here/../there", "/xdg", "/home/me", "/project/there")]
    [InlineData(null, "/xdg", "/home/me", "/xdg/mpruner")]
    [InlineData(null, "relative", "/home/me", "/home/me/.cache/mpruner")]
    [InlineData(null, null, "/home/me", "/home/me/.cache/mpruner")]
    public void OwnVariableThenXdgThenHome(string? own, string? xdg, string? home, string folder)
    {
        var variables = new Dictionary<string, string?> { [CacheFolder.Variable] = own, ["XDG_CACHE_HOME"] = xdg, ["HOME"] = home };

        Assert.Equal(folder, CacheFolder.Default(variables.GetValueOrDefault, "/project"));
    }
}
