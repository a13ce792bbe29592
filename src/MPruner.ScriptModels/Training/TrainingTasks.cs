using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Training;

/// <summary>Turns plans into tasks for a trainer: files and the names of their methods.</summary>
internal static class TrainingTasks
{
    /// <summary>The task that trains a candidate.</summary>
    public static TrainingTask Of(CandidateProgram candidate, TrainingPlan plan)
    {
        var program = candidate.ToProgram();
        var trained = plan.Freezes ? TrainedParameters.Of(candidate, program) : null;
        if (!plan.Imitates)
        {
            return Of(EngineModel.Of(program), plan) with { Trained = trained };
        }

        var (teacher, student) = StagePrograms.Of(candidate, plan);
        var learner = new EngineModel(student.Write(), ForwardResult.Of(student).Method);
        return Of(learner, plan) with
        {
            Teacher = teacher.Write(),
            Method = StagePrograms.Method,
            ComparesClasses = plan.ComparesClasses,
            BoundaryWeight = plan.StreamWeight,
            Trained = trained,
        };
    }

    /// <summary>The task that re-estimates running statistics; null if no module has any.</summary>
    public static StatisticsTask? Of(ScriptProgram program, StatisticsPlan plan)
    {
        if (!program.Modules().Any(m => m.Object["running_mean"] is { } mean && TensorInfo.Of(mean) is not null))
        {
            return null;
        }

        var model = EngineModel.Of(program);
        return new StatisticsTask
        {
            Model = model.File,
            Method = model.Method,
            Examples = plan.Examples,
            Batches = plan.Batches,
            WarmUp = plan.WarmUp,
            Seed = plan.Seed,
        };
    }

    /// <summary>The task that measures how much the loss of a model depends on its weights.</summary>
    public static SensitivityTask Of(ScriptModel subject, SensitivityPlan plan)
    {
        var model = EngineModel.Of(subject.Program);
        return new SensitivityTask
        {
            Model = model.File,
            Method = model.Method,
            Examples = plan.Examples,
            Batches = plan.Batches,
            ComparesClasses = plan.ComparesClasses,
            Seed = plan.Seed,
        };
    }

    private static TrainingTask Of(EngineModel student, TrainingPlan plan) => new()
    {
        Student = student.File,
        Method = student.Method,
        Examples = plan.Examples,
        Epochs = plan.Epochs,
        LearningRate = plan.LearningRate,
        Drop = epoch => plan.Drop(new RunningModel(epoch, student.Method)),
        Patience = plan.Patience,
        Seed = plan.Seed,
    };
}
