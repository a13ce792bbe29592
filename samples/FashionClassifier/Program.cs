// Classifies pictures of clothes with the model that the build pruned and embedded and with the original, and compares the results.
using Samples;
using static TorchSharp.torch;

set_num_threads(Environment.ProcessorCount);
var test = Npz.Read(Path.Combine(AppContext.BaseDirectory, "test.npz"));
var original = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "original.pt"));
var pruned = EmbeddedModel.Read("model.pt");

Console.WriteLine($"{test["labels"].numel()} test images of Fashion-MNIST");
new Comparison([test["images"]], test["labels"]).Print("image", original, pruned);
