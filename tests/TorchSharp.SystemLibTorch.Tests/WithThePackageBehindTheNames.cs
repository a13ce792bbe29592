using System.Reflection;

namespace TorchSharp.Tests;

/// <summary>Compiled in place of all other tests when TorchSharp itself is used: the façade's names would collide with it.</summary>
public sealed class WithThePackageBehindTheNames
{
    [Fact]
    public void TheFacadeIsEmpty() => Assert.Empty(Assembly.Load("TorchSharp.SystemLibTorch").GetExportedTypes());
}
