using MPruner.Tool.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class TheMethodsVersion
{
    private static readonly Guid[] Modules = [new("00000000-0000-0000-0000-000000000001"), new("00000000-0000-0000-0000-000000000002")];

    [Fact]
    public void IsThatOfEveryAssemblyThatComputes() => Assert.Equal(
        [
            "MPruner.Core", "MPruner.Onnx", "MPruner.OnnxRuntime", "MPruner.ScriptModels", "MPruner.Torch", "MPruner.TorchScript",
            "Microsoft.ML.OnnxRuntime", "TorchSharp", "mpruner",
        ],
        MethodVersion.Assemblies.Select(assembly => assembly.GetName().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void IsAnotherWhereOneModuleIsAnother()
    {
        Assert.Equal(MethodVersion.Of(Modules), MethodVersion.Of(Modules));
        Assert.NotEqual(MethodVersion.Of(Modules), MethodVersion.Of([Modules[0], Guid.Empty]));
        Assert.Equal(MethodVersion.Current, new CacheKey
        {
            Model = "m",
            Calibration = "c",
            Evaluation = null,
            Options = new PruningOptions(),
            Engine = "e",
            Libraries = "l",
        }.Method);
    }
}
