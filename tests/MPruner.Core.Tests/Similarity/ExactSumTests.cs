using System.Numerics;
using MPruner.Core.Similarity;

namespace MPruner.Core.Tests.Similarity;

public sealed class AddingWithoutRounding
{
    [Theory]
    [InlineData(new[] { 1.0, 1e100, 1.0, -1e100 }, 2.0)]
    [InlineData(new[] { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 1.0)]
    [InlineData(new double[0], 0.0)]
    [InlineData(new[] { 3.5, -3.5 }, 0.0)]
    // The two largest parts are a tie, which the third one decides: 1 + 2⁻⁵³ ± 2⁻¹⁰⁶.
    [InlineData(new[] { 1.0, 1.1102230246251565e-16, 1.232595164407831e-32 }, 1.0000000000000002)]
    [InlineData(new[] { 1.0, 1.1102230246251565e-16, -1.232595164407831e-32 }, 1.0)]
    [InlineData(new[] { 1.0, 1.1102230246251565e-16 }, 1.0)]
    public void RoundsOnceAtTheEnd(double[] terms, double expected) => Assert.Equal(expected, Sum(terms).ToDouble());

    [Fact]
    public void AgreesWithIntegerArithmetic()
    {
        var random = new SeededRandom(1);
        for (var round = 0; round < 50; round++)
        {
            var terms = Enumerable.Range(0, 40).Select(_ => Math.ScaleB((long)random.NextBits() >> 11, random.Next(120) - 60)).ToArray();
            var exact = terms.Aggregate(BigInteger.Zero, (sum, term) => sum + Scaled(term));
            Assert.Equal(Rounded(exact), Sum(terms).ToDouble());
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void RemembersATermThatIsNotFinite(double term) => Assert.True(double.IsNaN(Sum([1, term, 2]).ToDouble()));

    [Fact]
    public void RemembersItInItsTerms() => Assert.True(double.IsNaN(Sum([.. Sum([double.NaN]).Terms]).ToDouble()));

    private static ExactSum Sum(double[] terms)
    {
        var sum = new ExactSum();
        foreach (var term in terms)
        {
            sum.Add(term);
        }

        return sum;
    }

    /// <summary>The term times 2⁶⁰, an integer.</summary>
    private static BigInteger Scaled(double term)
    {
        var bits = BitConverter.DoubleToInt64Bits(term);
        var exponent = (int)((bits >> 52) & 0x7FF);
        if (exponent == 0)
        {
            return BigInteger.Zero;
        }

        var mantissa = new BigInteger((bits & 0xFFFFFFFFFFFFF) | (1L << 52));
        var shift = exponent - 1075 + 60;
        var magnitude = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        return term < 0 ? -magnitude : magnitude;
    }

    /// <summary>The nearest double to value / 2⁶⁰, ties to even.</summary>
    private static double Rounded(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        var surplus = (int)magnitude.GetBitLength() - 53;
        if (surplus > 0)
        {
            var quotient = magnitude >> surplus;
            var rest = magnitude - (quotient << surplus);
            var half = BigInteger.One << (surplus - 1);
            magnitude = rest > half || (rest == half && !quotient.IsEven) ? quotient + 1 : quotient;
        }

        return Math.ScaleB((double)magnitude, Math.Max(surplus, 0) - 60) * value.Sign;
    }
}
