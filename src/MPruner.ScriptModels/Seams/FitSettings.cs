using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Probes;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Seams;

/// <summary>How a least-squares problem is summed up.</summary>
/// <param name="Window">The convolution's geometry; null for rows of features.</param>
/// <param name="Normed">Whether the target is the sum as a layer norm after it will see it.</param>
/// <param name="Intercept">Whether a constant is fitted, too.</param>
internal sealed record FitSettings(Window? Window, bool Normed, bool Intercept)
{
    /// <summary>The object that sums it up.</summary>
    public PickleObject ToObject()
    {
        var window = Window ?? Window.Point;
        return new PickleObject(PickleGlobal.Of(FitSource.FitClass), new PickleDict(
        [
            new(new PickleString("kernel"), ValueProbes.IntList(window.Kernel)),
            new(new PickleString("stride"), ValueProbes.IntList(window.Stride)),
            new(new PickleString("padding"), ValueProbes.IntList(window.Padding)),
            new(new PickleString("dilation"), ValueProbes.IntList(window.Dilation)),
            new(new PickleString("maps"), new PickleBool(Window is not null)),
            new(new PickleString("normed"), new PickleBool(Normed)),
            new(new PickleString("intercept"), new PickleBool(Intercept)),
            new(new PickleString("gram"), ValueProbes.TensorList()),
            new(new PickleString("cross"), ValueProbes.TensorList()),
            new(new PickleString("square"), ValueProbes.TensorList()),
        ]));
    }
}
