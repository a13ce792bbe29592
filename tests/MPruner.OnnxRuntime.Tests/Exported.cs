using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>The fixtures that make_onnx.py wrote.</summary>
internal static partial class Exported
{
    private const int Examples = 3;

    public static string PathOf(string name) => Path.Combine(Repository.Fixtures, "onnx", name + ".onnx");

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Random inputs as a signature declares them: <c>ids: int64[batch, 6]</c>.</summary>
    public static ImmutableArray<NumericArray> Inputs(ModelSignature signature)
    {
        var random = new Random(1);
        return [.. signature.Arguments.Select(argument => Input(Declaration().Match(argument.Declaration), random))];
    }

    private static NumericArray Input(Match declared, Random random)
    {
        var sizes = declared.Groups[2].Value.Split(", ").Skip(1);
        long[] shape = [Examples, .. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        return declared.Groups[1].Value switch
        {
            "int64" => NumericArray.Of([.. Enumerable.Range(0, count).Select(_ => (long)random.Next(20))], shape),
            "bool" => new(ElementType.Bool, [.. shape], Enumerable.Repeat((byte)1, count).ToArray()),
            "uint8" => new(ElementType.UInt8, [.. shape], Enumerable.Range(0, count).Select(_ => (byte)random.Next(256)).ToArray()),
            _ => NumericArray.Of([.. Enumerable.Range(0, count).Select(_ => random.NextSingle())], shape),
        };
    }

    [GeneratedRegex(@"^\S+: (\w+)\[(.*)\]$")]
    private static partial Regex Declaration();
}
