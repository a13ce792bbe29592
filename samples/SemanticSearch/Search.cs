using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace SemanticSearch;

/// <summary>Searches texts by meaning: the cosine of sentence vectors, which are the means over a text's tokens.</summary>
internal sealed class Search(byte[] model, Sentences sentences)
{
    private const int BatchSize = 50;

    private readonly InferenceSession session = new(model);

    /// <summary>The time that the model took for all texts so far.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>A vector of length 1 for each text.</summary>
    public float[][] Vectors(string[] texts) => [.. texts.Chunk(BatchSize).SelectMany(batch => Encode(sentences.Encode(batch)))];

    /// <summary>The positions of the ten vectors nearest to a query, best first.</summary>
    public static int[] TopTen(float[] query, float[][] vectors) =>
        [.. Enumerable.Range(0, vectors.Length).OrderByDescending(i => TensorPrimitives.Dot(query, vectors[i])).Take(10)];

    private float[][] Encode(Tokens tokens)
    {
        var inputs = tokens.Inputs.ToDictionary(
            input => input.Name, input => OrtValue.CreateTensorValueFromMemory(input.Values, [tokens.Count, Sentences.Length]));
        var clock = Stopwatch.StartNew();
        using var options = new RunOptions();
        using var outputs = session.Run(options, inputs, session.OutputNames);
        Elapsed += clock.Elapsed;
        var states = outputs[0].GetTensorDataAsSpan<float>();
        var width = states.Length / tokens.Mask.Length;
        var vectors = new float[tokens.Count][];
        for (var text = 0; text < tokens.Count; text++)
        {
            var sum = vectors[text] = new float[width];
            for (var token = text * Sentences.Length; token < (text + 1) * Sentences.Length; token++)
            {
                if (tokens.Mask[token] == 1)
                {
                    TensorPrimitives.Add(sum, states.Slice(token * width, width), sum);
                }
            }

            TensorPrimitives.Divide(sum, TensorPrimitives.Norm<float>(sum), sum);
        }

        foreach (var input in inputs.Values)
        {
            input.Dispose();
        }

        return vectors;
    }
}
