using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Probes;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Seams;

/// <summary>How the sums of a least-squares problem are computed.</summary>
/// <param name="Window">The convolution's geometry; null for rows of features.</param>
/// <param name="Normed">Whether the target is what a layer norm makes of the sum.</param>
/// <param name="Intercept">Whether a constant is also fitted.</param>
internal sealed record FitSettings(Window? Window, bool Normed, bool Intercept)
{
    /// <summary>The TorchScript object that computes the sums.</summary>
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
