// Detects spam with the model that the build pruned and embedded and with the original, and compares the results.
using Samples;
using SpamFilter;
using static TorchSharp.torch;

// LoadModel() does this; here both models are loaded from streams.
PrunedModels.PrepareTorch();
set_num_threads(Environment.ProcessorCount);
var test = Npz.Read(Path.Combine(AppContext.BaseDirectory, "test.npz"));
using var original = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "original.pt"));
using var pruned = PrunedModels.OpenModel();

Console.WriteLine($"{test["labels"].numel()} test mails of the SpamAssassin corpus");
new Comparison([test["ids"], test["mask"]], test["labels"]).Print("mail", original, pruned);
