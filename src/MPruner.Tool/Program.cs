using System.Text;
using MPruner.Tool.Commands;
using MPruner.Tool.Engine;
using MPruner.Tool.Running;
using MPruner.Torch;

using var interruption = new Interruption();
if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = Encoding.UTF8;
}

using var output = Writer(Console.OpenStandardOutput());
using var error = Writer(Console.OpenStandardError());
var onnx = new OnnxEngineStart(Environment.GetEnvironmentVariable);
return CommandTree.Run(args, new ToolContext
{
    Out = output,
    Error = error,
    OutIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Variable = Environment.GetEnvironmentVariable,
    StartEngine = new EngineStart(Environment.GetEnvironmentVariable).Start,
    EngineFiles = () => StartedEngine.Current?.Files ?? [],
    StartOnnxEngine = onnx.Start,
    OnnxEngineFiles = () => onnx.Files,
    Trainer = new TorchTrainer(),
    Probe = ChildProcessProbe.OfThisTool(),
    Cancel = interruption.Token,
});

static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
{
    AutoFlush = true,
    NewLine = "\n",
};
