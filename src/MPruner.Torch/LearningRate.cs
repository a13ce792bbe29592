namespace MPruner.Torch;

/// <summary>A linear climb to the height, then half a cosine down to 0.</summary>
/// <remarks>Loshchilov and Hutter 2017; the warm-up as in Goyal et al. 2017.</remarks>
/// <param name="height">The highest rate.</param>
/// <param name="warmUp">The share of the steps that climb, 0 to 1.</param>
/// <param name="steps">The number of steps in all.</param>
internal sealed class LearningRate(double height, double warmUp, int steps)
{
    private readonly int climb = (int)Math.Ceiling(warmUp * steps);

    /// <summary>The rate of a step, counted from 0; 0 would come after the last.</summary>
    public double At(int step) => step < climb
        ? height * (step + 1) / climb
        : height * 0.5 * (1 + Math.Cos(Math.PI * (step - climb) / (steps - climb)));
}
