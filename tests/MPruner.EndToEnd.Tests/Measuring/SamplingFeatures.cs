using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Recording;
using MPruner.Torch;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class SamplingFeatures
{
    private const string Scripted = "resnet_bottleneck.scripted.pt";

    [Theory]
    [InlineData(Scripted)]
    [InlineData("resnet_bottleneck.traced.pt")]
    public void GivesTheMatricesOfTheWholeIfBothHalvesAreAllFeatures(string model)
    {
        var (whole, halves) = Measure(Specimen.Named(model).Model);

        AreEqual(whole, halves);
    }

    [Fact]
    public void GivesTheSameMatricesWhereChannelsLieLastInMemory()
    {
        var model = Specimen.Named(Scripted).Model;
        var (expected, _) = Measure(model);
        var (whole, halves) = Measure(WithChannelsLast(model));

        AreEqual(expected, whole);
        AreEqual(expected, halves);
    }

    /// <summary>The same program, with another layout of the first stage's input, which convolutions and sums keep.</summary>
    private static byte[] WithChannelsLast(byte[] model)
    {
        const string Input = "(layer1).forward(x3, )";
        var program = ScriptProgram.Read(model);
        var name = program.Root.ClassName;
        var text = CodePrinter.Print(program.Code.FindClass(name)!);
        Assert.Contains(Input, text, StringComparison.Ordinal);
        text = text.Replace(Input, "(layer1).forward(torch.contiguous(x3, memory_format=2), )", StringComparison.Ordinal);
        return program.With(program.Root, program.Code.WithClass(name, (ClassDefinition)CodeParser.ParseStatements(text)[0])).Write();
    }

    /// <summary>The matrices of all blocks, from whole maps and from two halves that are each all features.</summary>
    private static (List<double[]> Whole, List<double[]> Halves) Measure(byte[] model)
    {
        var opened = ScriptModel.Open(model, null);
        var inputs = Specimen.Named(Scripted).Examples.First(8);
        var blocks = opened.Blocks.Length;
        var plan = SamplePlan.None(blocks).Request(NumericArray.Of(new long[blocks], blocks, 1));
        var program = Instrumenter.Instrument(opened, inputs.Length, standardised: true);
        using var recorder = new BlockRecorder(new TorchEngine().Load(program.Write(), new SessionOptions(Threads: 1)));
        var shapes = new List<BlockShape>();
        var whole = new List<double[]>();
        recorder.Record([.. inputs], plan, pass =>
        {
            shapes.AddRange(pass.Blocks.Select(block => block.Shape));
            whole.AddRange(pass.Blocks.Select(block => Centred(block.Grams!)));
        });
        var halves = new List<double[]>();
        var ranks = new List<int>();
        recorder.Record([.. inputs], plan with { Features = All(shapes) }, pass =>
        {
            ranks.AddRange(pass.Blocks.Select(block => block.Grams!.Shape.Length));
            halves.AddRange(pass.Blocks.Select(block => Centred(block.Grams!)));
        });

        Assert.Contains(4, ranks);
        return (whole, halves);
    }

    private static void AreEqual(List<double[]> expected, List<double[]> found) => Assert.All(expected.Zip(found), pair =>
    {
        // float32 sums of up to some thousand products, in another order.
        var tolerance = 1e-4 * pair.First.Max(Math.Abs);
        Assert.All(pair.First.Zip(pair.Second), values => Assert.Equal(values.First, values.Second, tolerance));
    });

    private static NumericArray All(List<BlockShape> shapes)
    {
        var sizes = shapes.Select(shape => shape.Output.Skip(1).Aggregate(1, (product, size) => product * (int)size)).ToList();
        var width = 2 * sizes.Max();
        var features = new long[shapes.Count * width];
        Array.Fill(features, -1);
        for (var block = 0; block < shapes.Count; block++)
        {
            for (var i = 0; i < 2 * sizes[block]; i++)
            {
                features[(block * width) + i] = i % sizes[block];
            }
        }

        return NumericArray.Of(features, shapes.Count, width);
    }

    /// <summary>The matrices with the mean of rows and columns subtracted; of halves, their mean.</summary>
    private static double[] Centred(NumericArray grams)
    {
        var n = (int)grams.Shape[^1];
        var values = MemoryMarshal.Cast<byte, float>(grams.Data.Span).ToArray().Chunk(n * n).ToArray();
        var halves = grams.Shape.Length == 4 ? 2 : 1;
        return [.. values.Chunk(halves).SelectMany(parts => Centred(Mirrored(Mean(parts), n), n))];
    }

    /// <summary>The elements below the diagonal may be missing.</summary>
    private static double[] Mirrored(double[] gram, int n) =>
        [.. gram.Select((value, i) => i % n < i / n ? gram[(i % n * n) + (i / n)] : value)];

    private static double[] Mean(float[][] matrices) =>
        [.. Enumerable.Range(0, matrices[0].Length).Select(i => (double)matrices.Average(matrix => matrix[i]))];

    private static double[] Centred(double[] gram, int n)
    {
        var means = Enumerable.Range(0, n).Select(i => gram.AsSpan(i * n, n).ToArray().Average()).ToArray();
        return [.. gram.Select((value, i) => value - means[i / n] - means[i % n] + means.Average())];
    }
}
