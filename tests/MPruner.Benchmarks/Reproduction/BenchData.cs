using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.Tool.Data;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>The benchmark's data files, opened.</summary>
/// <remarks>No example may be in two of them, except that the data for finetuning may contain the calibration data.</remarks>
/// <param name="Calibration">What is measured and fitted on.</param>
/// <param name="Evaluation">What the pipeline chooses and accepts on.</param>
/// <param name="Test">What nothing but the table is computed from.</param>
/// <param name="Finetune">Takes the calibration data's place in rows with Finetune; null where there are no such rows.</param>
internal sealed record BenchData(DataFile Calibration, DataFile Evaluation, DataFile Test, DataFile? Finetune) : IDisposable
{
    /// <summary>The data that a row is measured and trained on.</summary>
    public IExampleSource For(RowChoice row) =>
        row.Recovery.HasFlag(RecoverySteps.Finetune) && Finetune is not null ? Finetune : Calibration;

    /// <inheritdoc/>
    public void Dispose()
    {
        Calibration.Dispose();
        Evaluation.Dispose();
        Test.Dispose();
        Finetune?.Dispose();
    }
}
