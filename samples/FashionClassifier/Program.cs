// Classifies pictures of clothes with the model that the build pruned and embedded and with the original, and compares the results.
using FashionClassifier;
using Samples;
using static TorchSharp.torch;

// LoadModel() does this; here both models are loaded from streams.
PrunedModels.PrepareTorch();
set_num_threads(Environment.ProcessorCount);
var test = Npz.Read(Path.Combine(AppContext.BaseDirectory, "test.npz"));
using var original = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "original.pt"));
using var pruned = PrunedModels.OpenModel();

Console.WriteLine($"{test["labels"].numel()} test images of Fashion-MNIST");
new Comparison([test["images"]], test["labels"]).Print("image", original, pruned);
