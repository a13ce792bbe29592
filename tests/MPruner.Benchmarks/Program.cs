using System.CommandLine;
using System.Text;
using MPruner.Benchmarks.Reproduction;
using MPruner.Benchmarks.Speed;
using MPruner.Tool.Engine;
using MPruner.Tool.Running;
using MPruner.Torch;

using var interruption = new Interruption();
using var output = Writer(Console.OpenStandardOutput());
using var error = Writer(Console.OpenStandardError());
var context = new ToolContext
{
    Out = output,
    Error = error,
    Variable = Environment.GetEnvironmentVariable,
    StartEngine = new EngineStart(Environment.GetEnvironmentVariable).Start,
    Trainer = new TorchTrainer(),
    Probe = ChildProcessProbe.OfThisTool(),
    Cancel = interruption.Token,
};
var root = new RootCommand("Measures what pruning gains and costs.") { ReproduceCommand.Build(context), MicroCommand.Build() };
return root.Parse(args).Invoke();

static StreamWriter Writer(Stream stream) =>
    new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
