using MPruner.Core.Ports;

namespace MPruner.Tool.Data;

/// <summary>The errors of data files.</summary>
internal static class DataFault
{
    private const string SaveAgain = "Write the file again with numpy.savez, numpy.save or safetensors.";

    /// <summary>The name ends in something unknown.</summary>
    public static ToolException UnknownFormat(string file) =>
        new("MPR3102", file, $"Data files end in .npz, .npy or .safetensors; this one ends in '{Path.GetExtension(file)}'. {SaveAgain}");

    /// <summary>The container's bytes contradict each other or end early.</summary>
    public static ToolException Damaged(string file, string finding, Exception? inner = null) =>
        new("MPR3103", file, $"The file is damaged: {finding} {SaveAgain}", inner);

    /// <summary>An array's header is not what the format allows.</summary>
    public static ToolException BadHeader(string file, string array, string finding) =>
        new("MPR3104", file, $"Array '{array}': {finding} {SaveAgain}");

    /// <summary>The array holds something that no tensor of the engine can.</summary>
    public static ToolException UnsupportedType(string file, string array, string type, string advice) =>
        new(
            "MPR3105",
            file,
            $"Array '{array}' holds {type}; expected bool, uint8, int8, int16, int32, int64, float16, float32, float64 "
            + $"(safetensors: also bfloat16). {advice}");

    /// <summary>There is nothing to run the model on.</summary>
    public static ToolException Empty(string file, string finding) =>
        new("MPR3106", file, $"{finding} Every array has the example as its first dimension, and at least one example is needed.");

    /// <summary>An array does not have the size that its header claims.</summary>
    /// <param name="file">The data file.</param>
    /// <param name="header">Name, type and shape.</param>
    /// <param name="expected">The bytes that this shape takes.</param>
    /// <param name="found">The bytes that the file has.</param>
    public static ToolException WrongSize(string file, ArrayHeader header, long expected, long found) => Damaged(
        file,
        $"array '{header.Name}' is {ArrayDescription.Of(header.Type, header.Shape)}, which takes {expected} bytes, but {found} are there.");

    /// <summary>A bool array with other bytes than 0 and 1, which the engine would misread.</summary>
    public static ToolException NotBool(string file, string array, byte found) =>
        Damaged(file, $"array '{array}' is of type {ElementType.Bool}, but holds the byte {found}; expected 0 or 1.");
}
