using MPruner.Core.Chains;
using MPruner.Core.Ports;
using MPruner.Core.Rewriting;

namespace MPruner.Core.Recovery;

/// <summary>An affine step that is put into a seam: a linear layer over the last dimension, or a convolution that sees one position.</summary>
/// <param name="Weight">[width, width], for maps [width, width, 1…] with a 1 for each dimension of the positions.</param>
/// <param name="Bias">[width].</param>
/// <param name="Rectified">Whether it ends as the blocks do, cut off below zero.</param>
internal sealed record Stitch(NumericArray Weight, NumericArray Bias, bool Rectified)
{
    /// <summary>Puts the step into the code where the last removed block was called: the code around it gets the two parameters.</summary>
    public void AddTo(ProgramEdit edit, Seam seam)
    {
        var (frame, stream) = Site(seam.Last);
        var module = edit.Of(frame.Module);
        var name = "mpruner_" + string.Concat(seam.Last.Path.Split('.')[^1].Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var self = frame.Method.Parameters[0].Name.Text;
        module.Added[name + "_weight"] = new NewAttribute(NewAttribute.Tensor, edit.NewParameter(Weight.Type, Weight.Shape.AsSpan(), Weight.Data));
        module.Added[name + "_bias"] = new NewAttribute(NewAttribute.Tensor, edit.NewParameter(Bias.Type, Bias.Shape.AsSpan(), Bias.Data));
        var (before, after) = (Weight.Shape.Length > 2 ? $"torch.conv{Weight.Shape.Length - 2}d(" : "torch.linear(", $", {self}.{name}_weight, {self}.{name}_bias)");
        module.Wrap(stream, Rectified ? "torch.relu(" + before : before, Rectified ? after + ")" : after);
    }

    /// <summary>Where the stitched stream is to be seen, once the last removed block is gone.</summary>
    public static ValueSite Site(Block last)
    {
        var call = last.Calls[0];
        return call.ParentAdd is { } add ? new(add.Frame, add.Stream) : new(call.Call.Caller!, call.Call.ArgumentSyntax[call.StreamInput]!);
    }
}
