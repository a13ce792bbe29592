using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples;

/// <summary>Compares the original and the pruned model on the same test examples.</summary>
internal sealed class Comparison(Tensor[] inputs, Tensor labels)
{
    private const int BatchSize = 100;
    private const int TimedExamples = 500;
    private const int TimedPasses = 5;

    /// <summary>Prints accuracy, parameters, file size, and milliseconds per example in batches of 100.</summary>
    public void Print(string example, Stream original, Stream pruned)
    {
        using var memory = NewDisposeScope();
        using var inference = no_grad();
        byte[][] files = [ReadAll(original), ReadAll(pruned)];
        var models = files.Select(file => jit.load(file)).ToArray();
        foreach (var model in models)
        {
            model.eval();
        }

        var examples = labels.numel();
        var accuracy = models.Select(model => (double)Right(model, examples) / examples).ToArray();
        var parameters = models.Select(model => (double)model.parameters().Sum(p => p.numel())).ToArray();
        var bytes = files.Select(file => (double)file.Length).ToArray();
        var milliseconds = Milliseconds(models);

        Console.WriteLine($"{"",-10}{"accuracy",10}{"parameters",14}{"bytes",13}{"ms/" + example,12}");
        foreach (var (i, name) in new[] { "original", "pruned" }.Index())
        {
            Console.WriteLine(Invariant(
                $"{name,-10}{accuracy[i] * 100,8:F2} %{parameters[i],14:N0}{bytes[i],13:N0}{milliseconds[i],12:F3}"));
        }

        var points = Invariant($"{(accuracy[1] - accuracy[0]) * 100:+0.00;-0.00;0.00} p");
        Console.WriteLine($"{"",-10}{points,10}{Change(parameters),14}{Change(bytes),13}{Change(milliseconds),12}");
    }

    private static byte[] ReadAll(Stream model)
    {
        var bytes = new byte[model.Length];
        model.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The median time of each model. The models take turns, so that a load peak does not favour one of them.</summary>
    private double[] Milliseconds(jit.ScriptModule[] models)
    {
        var times = models.Select(_ => new List<double>()).ToArray();
        for (var pass = 0; pass < TimedPasses; pass++)
        {
            foreach (var (i, model) in models.Index())
            {
                var clock = Stopwatch.StartNew();
                Right(model, TimedExamples);
                times[i].Add(clock.Elapsed.TotalMilliseconds / TimedExamples);
            }
        }

        return [.. times.Select(of => of.Order().ElementAt(TimedPasses / 2))];
    }

    /// <summary>The number of correct answers for the first test examples.</summary>
    private long Right(jit.ScriptModule model, long examples)
    {
        var right = 0L;
        for (var start = 0L; start < examples; start += BatchSize)
        {
            using var batch = NewDisposeScope();
            var length = Math.Min(BatchSize, examples - start);
            var arguments = inputs.Select(object (input) => input.narrow(0, start, length)).ToArray();
            var logits = (Tensor)model.forward(arguments)!;
            right += logits.argmax(1).eq(labels.narrow(0, start, length)).sum().item<long>();
        }

        return right;
    }

    private static string Change(double[] values) => Invariant($"{(values[1] / values[0] - 1) * 100:+0.0;-0.0;0.0} %");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
