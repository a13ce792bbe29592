using MPruner.Core;

namespace MPruner.Onnx;

/// <summary>Refuses options that ONNX models do not have.</summary>
public static class OnnxOptions
{
    /// <summary>Checks the options of a run, before costly work.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR2403</c>: a recovery that trains; <c>MPR2332</c>: another storage than 32-bit numbers.
    /// </exception>
    public static void Check(PruningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if ((options.Recovery & (RecoverySteps.Distill | RecoverySteps.Finetune)) != 0)
        {
            throw NoTraining();
        }

        if (options.Storage != WeightStorage.Float32)
        {
            throw new PrunerException(
                "MPR2332",
                $"Storage=\"{options.Storage}\" is not possible for an ONNX model. Expected Float32: quantise the pruned file, "
                + "for example with onnxruntime.quantization.");
        }
    }

    /// <summary>The refusal of training.</summary>
    internal static PrunerException NoTraining() => new(
        "MPR2403",
        "An ONNX model cannot be trained: ONNX Runtime computes no gradients. Choose Recovery=\"Linear\" or \"None\", "
        + "or prune the model that it was exported from.");
}
