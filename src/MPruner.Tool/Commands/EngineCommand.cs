using System.CommandLine;
using MPruner.Tool.Engine;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using MPruner.Torch;
using MPruner.Torch.Natives;

namespace MPruner.Tool.Commands;

/// <summary><c>engine install</c>: restores libtorch, which is too large to ship with the tool.</summary>
internal static class EngineCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var install = new Command("install", "Restore libtorch for this platform into the NuGet packages folder, from your own feeds");
        install.SetAction(_ => (int)CommandRunner.Run(context, "mpruner", () =>
        {
            var platform = NativePlatform.Current;
            context.Error.WriteLine($"Restoring {PinnedVersions.LibTorchPackage(platform)} {PinnedVersions.LibTorch} …");
            new LibTorchInstall(Environment.CurrentDirectory, context.Cancel).Run(platform);
            var engine = context.StartEngine();
            context.Out.WriteLine($"{engine.Identity} in {StartedEngine.Current!.LibTorch}");
            return ExitCode.Done;
        }));
        return new Command("engine", "Get what runs models") { install };
    }
}
