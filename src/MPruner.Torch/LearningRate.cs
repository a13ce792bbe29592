namespace MPruner.Torch;

/// <summary>A linear warm-up to the peak, then half a cosine down to 0.</summary>
/// <remarks>Loshchilov and Hutter 2017; the warm-up as in Goyal et al. 2017.</remarks>
/// <param name="peak">The highest rate.</param>
/// <param name="warmUp">The share of the steps in the warm-up, 0–1.</param>
/// <param name="steps">The total number of steps.</param>
internal sealed class LearningRate(double peak, double warmUp, int steps)
{
    private readonly int warmUpSteps = (int)Math.Ceiling(warmUp * steps);

    /// <summary>The rate of a step, counted from 0. It would be 0 at the step after the last one.</summary>
    public double At(int step) => step < warmUpSteps
        ? peak * (step + 1) / warmUpSteps
        : peak * 0.5 * (1 + Math.Cos(Math.PI * (step - warmUpSteps) / (steps - warmUpSteps)));
}
