using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using TorchSharp;

namespace MPruner.Torch;

/// <summary>The steps of one training, and the measurement after each epoch.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly TrainingTask task;
    private readonly TrainedModule student;
    private readonly LoadedModule? teacher;
    private readonly IProgressSink progress;
    private readonly CancellationToken cancel;
    private readonly int steps;
    private readonly LearningRate rate;
    private readonly AdamW optimizer;

    /// <param name="student">The model to train, with its task.</param>
    /// <param name="teacher">The model to imitate; null to learn from labels. It is put into evaluation mode.</param>
    /// <param name="progress">Is notified of every step.</param>
    /// <param name="cancel">Checked before each step.</param>
    public TrainingLoop(TrainedModule student, LoadedModule? teacher, IProgressSink progress, CancellationToken cancel)
    {
        task = student.Task;
        this.student = student;
        this.teacher = teacher;
        this.progress = progress;
        this.cancel = cancel;
        steps = checked(task.Epochs * task.Examples.BatchesPerEpoch);
        rate = new LearningRate(task.LearningRate, task.WarmUp, steps);
        teacher?.Script.eval();
        optimizer = new AdamW(student.Parameters, task.WeightDecay);
    }

    /// <summary>Trains for all epochs, or until the drop no longer falls.</summary>
    /// <param name="keep">Called after an epoch whenever the student is the best so far.</param>
    /// <returns>The outcome without its tensors.</returns>
    public TrainingOutcome Run(Action keep)
    {
        torch.random.manual_seed(task.Seed);
        var (best, lowest) = (0, student.MeasureDrop(cancel));
        List<TrainingEpoch> history = [new(null, lowest)];
        var diverged = false;
        for (var epoch = 1; epoch <= task.Epochs && epoch - best <= task.Patience; epoch++)
        {
            var loss = TrainOneEpoch(epoch);
            diverged = !double.IsFinite(loss);
            if (diverged)
            {
                break;
            }

            var drop = student.MeasureDrop(cancel);
            history.Add(new(loss, drop));

            // Written so that any number counts as better than NaN.
            if (!(drop >= lowest) && !double.IsNaN(drop))
            {
                (best, lowest) = (epoch, drop);
                keep();
            }
        }

        return new([], best, lowest, [.. history], diverged);
    }

    /// <inheritdoc />
    public void Dispose() => optimizer.Dispose();

    /// <returns>The mean loss; NaN or infinite as soon as the loss or the gradient of a step is.</returns>
    private double TrainOneEpoch(int epoch)
    {
        student.EnterTrainingMode();
        var sum = 0.0;
        var batches = task.Examples.BatchesPerEpoch;
        for (var batch = 0; batch < batches; batch++)
        {
            cancel.ThrowIfCancellationRequested();
            var step = ((epoch - 1) * batches) + batch;
            var loss = Step(task.Examples.Read(epoch, batch), step);
            if (!double.IsFinite(loss))
            {
                return loss;
            }

            sum += loss;
            progress.Report("Training", step + 1, steps);
        }

        return sum / batches;
    }

    private double Step(TrainingBatch batch, int step)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            optimizer.ClearGradients();
            if (Loss(batch) is not { } loss)
            {
                return 0;
            }

            loss.backward();
            var norm = torch.nn.utils.clip_grad_norm_(student.Parameters, task.ClipNorm);
            var value = TensorData.Number(loss);
            if (!double.IsFinite(value) || !double.IsFinite(norm))
            {
                return double.NaN;
            }

            optimizer.Step(rate.At(step));
            return value;
        }
        catch (ExternalException failure)
        {
            throw EngineFailure.OnStep(failure, $"Training, step {step + 1} of {steps},");
        }
    }

    private torch.Tensor? Loss(TrainingBatch batch)
    {
        var outputs = student.Call(batch);
        if (teacher is null)
        {
            return TrainingLoss.OfLabels(outputs[0], batch, task.Temperature);
        }

        torch.Tensor[] targets;
        using (torch.no_grad())
        {
            targets = teacher.Call(task.Method, batch.Inputs);
        }

        return TrainingLoss.OfTeacher(outputs, targets, task);
    }
}
