using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Benchmarks.Speed;

/// <summary>The similarities of all pairs of 12 blocks over 512 rows of width 768.</summary>
public class AllPairsSpeed
{
    private const int Blocks = 12;
    private const int Rows = 512;
    private const int Width = 768;

    private float[][] activations = [];
    private NumericArray[] grams = [];

    /// <summary>Makes the activations, and checks that both ways agree.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var random = new SeededRandom(0);
        var stream = new float[Rows * Width];
        activations = [.. Enumerable.Range(0, Blocks).Select(_ => (float[])Next().Clone())];
        grams = [.. activations.Select(Gram)];
        var (expected, found) = (PairwiseCka.Of(activations, Rows), Accumulate());
        for (var i = 0; i < Blocks * Blocks; i++)
        {
            var error = Math.Abs((expected[i / Blocks, i % Blocks] - found[i / Blocks, i % Blocks])!.Value);
            if (error > 1e-6)
            {
                throw new InvalidOperationException($"The similarities differ by {error}.");
            }
        }

        float[] Next()
        {
            for (var i = 0; i < stream.Length; i++)
            {
                stream[i] += (float)(random.NextDouble() - 0.5);
            }

            return stream;
        }
    }

    /// <summary>Gram matrices and HSIC₁ for each pair anew.</summary>
    [Benchmark(Baseline = true)]
    public double PerPair() => PairwiseCka.Of(activations, Rows)[0, 1]!.Value;

    /// <summary>Each matrix is centred once, and all pairs are one product; the Gram matrices are those that the engine returned.</summary>
    [Benchmark]
    public double AllPairs() => Accumulate()[0, 1]!.Value;

    /// <summary>The same with the time for the Gram matrices, of which one is computed for each block.</summary>
    [Benchmark]
    public double GramsAndAllPairs()
    {
        var accumulator = new CkaAccumulator(Blocks);
        accumulator.Add([.. activations.Select(Gram)]);
        return accumulator.ToMatrix()[0, 1]!.Value;
    }

    private SimilarityMatrix Accumulate()
    {
        var accumulator = new CkaAccumulator(Blocks);
        accumulator.Add(grams);
        return accumulator.ToMatrix();
    }

    private static NumericArray Gram(float[] x)
    {
        var gram = new float[Rows * Rows];
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                gram[(i * Rows) + j] = gram[(j * Rows) + i] = System.Numerics.Tensors.TensorPrimitives.Dot<float>(
                    x.AsSpan(i * Width, Width), x.AsSpan(j * Width, Width));
            }
        }

        return new(ElementType.Float32, [Rows, Rows], MemoryMarshal.AsBytes(gram.AsSpan()).ToArray());
    }
}
