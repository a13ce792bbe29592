using System.Globalization;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

public sealed class ATrainingOfManySteps(TorchScriptModels files)
{
    [Fact]
    public void NeedsNoMoreMemoryThanOneOfFew()
    {
        // A step allocates about 20 MB of activations and gradients. If they were kept, they would amount to 400 MB.
        var data = new LargeImages();
        new TorchTrainer().Train(
            new()
            {
                Student = files["cnn.pt"],
                Teacher = files["cnn_teacher.pt"],
                ComparesClasses = true,
                Method = "boundaries",
                Examples = data,
                Epochs = 3,
                Drop = _ => 0,
            },
            new ProgressLog(),
            TestContext.Current.CancellationToken);

        Assert.InRange(data.Resident[^1] - data.Resident[10], long.MinValue, 150);
    }

    private sealed class LargeImages : ITrainingExamples
    {
        private readonly TrainingBatch batch = new([NumericArray.Of(new float[16 * 64 * 64], 16, 1, 64, 64)]);

        public int BatchesPerEpoch => 10;

        /// <summary>Megabytes at each reading.</summary>
        public List<long> Resident { get; } = [];

        public TrainingBatch Read(int epoch, int batch)
        {
            var line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            Resident.Add(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
            return this.batch;
        }
    }
}
