using System.Diagnostics;
using MPruner.Build.Tests.Consuming;
using MPruner.Elf;

namespace MPruner.Build.Tests.Builds;

/// <summary>An app that runs its model with TorchSharp, built with and without <c>MPrunerSupportOldLibStdCxx</c>.</summary>
public sealed class AnAppOnAnOlderSystem(PackedPackage package)
{
    private const string Program = """
        using System.Reflection;
        using TorchSharp;

        using var model = Consumer.PrunedModels.LoadModel();
        using torch.Tensor output = model.forward(torch.ones(2, 8));

        // As on processors on which oneDNN leaves out 3 of 19 channels; LoadModel() does it only there.
        typeof(Consumer.PrunedModels).GetNestedType("Convolution", BindingFlags.NonPublic)
            .GetMethod("SwitchOneDnnOff", BindingFlags.NonPublic | BindingFlags.Static).Invoke(null, null);
        using torch.Tensor convolved = torch.nn.functional.conv2d(torch.ones(2, 19, 8, 8), torch.ones(16, 19, 3, 3));
        return output.shape[0] == 2 && convolved.min().item<float>() == 171 ? 0 : 1;
        """;

    [Fact]
    [Row(41)]
    public void GetsACopyOfTheNativeLibraryThatLoadsThereWhereItAsks()
    {
        Consumer app = App("<MPrunerSupportOldLibStdCxx>true</MPrunerSupportOldLibStdCxx>");
        byte[] inPackage = File.ReadAllBytes(EnginePackages.LibTorchSharp);

        app.Build().Succeeded();

        byte[] copy = File.ReadAllBytes(Native(app));
        Assert.DoesNotContain(LibStdCxxNeed.Version, LibStdCxxNeed.Of(copy));
        Assert.Equal(LibStdCxxNeed.MadeWeak(inPackage), copy);
        Assert.Equal(inPackage, File.ReadAllBytes(EnginePackages.LibTorchSharp));
        using Process run = Process.Start("dotnet", [app.PathOf("bin", "Debug", "net10.0", "Consumer.dll")]);
        run.WaitForExit();
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void GetsThePackagesOwnLibraryWhereItDoesNotAsk()
    {
        Consumer app = App("");

        app.Build().Succeeded();

        Assert.Equal(File.ReadAllBytes(EnginePackages.LibTorchSharp), File.ReadAllBytes(Native(app)));
    }

    [Fact]
    [Row(32)]
    public void KeepsTheCopyInARebuildAndLosesItWhenItIsCleaned()
    {
        Consumer app = App("<MPrunerSupportOldLibStdCxx>true</MPrunerSupportOldLibStdCxx>");

        app.Build("-t:Rebuild").Succeeded();
        Assert.DoesNotContain(LibStdCxxNeed.Version, LibStdCxxNeed.Of(File.ReadAllBytes(Native(app))));

        app.Build("-t:Clean").Succeeded();
        Assert.False(Directory.Exists(Path.GetDirectoryName(app.Pruned())));
    }

    [Fact]
    public void PublishesTheCopy()
    {
        Consumer app = App("""
            <MPrunerSupportOldLibStdCxx>true</MPrunerSupportOldLibStdCxx>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            """);

        app.Build("-t:Publish").Succeeded();

        Assert.DoesNotContain(
            LibStdCxxNeed.Version,
            LibStdCxxNeed.Of(File.ReadAllBytes(app.PathOf("bin", "Debug", "net10.0", "linux-x64", "publish", "libLibTorchSharp.so"))));
    }

    private static string Native(Consumer app) =>
        app.PathOf("bin", "Debug", "net10.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    private Consumer App(string properties)
    {
        var app = new Consumer(
            package,
            Items.OneModel + EnginePackages.TorchSharp,
            $"<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><UseAppHost>false</UseAppHost>{properties}");
        EnginePackages.Offer(app);
        File.WriteAllText(app.PathOf("Library.cs"), Program);
        app.TakeFinishedModels();
        app.AddModel();
        return app;
    }
}
