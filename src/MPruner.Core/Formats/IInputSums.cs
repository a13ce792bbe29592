using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>Sums up what the reading layers of inner dimensions read while a model runs. The engine keeps the sums, in float64.</summary>
public interface IInputSums : IDisposable
{
    /// <summary>Adds a batch.</summary>
    /// <param name="inputs">The arguments in order.</param>
    /// <param name="places">
    /// The places that are looked at, float64 [examples, places] in [0, 1): the fraction p of an example with n output positions or tokens
    /// is its position ⌊p·n⌋. An example without positions counts once.
    /// </param>
    void Add(IReadOnlyList<NumericArray> inputs, NumericArray places);

    /// <summary>The sum of the outer products of a reading layer's input rows, each with a 1 at its end.</summary>
    /// <param name="dimension">One of the dimensions.</param>
    /// <returns>
    /// float64 [w + 1, w + 1], where w is the reading layer's number of inputs per output and the last element is the number of rows; null
    /// if the rows of the input could not be told from the shape.
    /// </returns>
    NumericArray? Gram(InnerDimension dimension);
}
