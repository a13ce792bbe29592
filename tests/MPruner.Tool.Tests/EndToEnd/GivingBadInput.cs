namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>Each ends with one coded error that says what to do, the documented exit code, and nothing written.</summary>
public sealed class GivingBadInput : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public GivingBadInput()
    {
        tool = new ToolProcess(folder);
        tool.Data("model.calibration.npz", 64);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("truncated.pt", "MPR1002")]
    [InlineData("not_a_zip.pt", "MPR1001")]
    [InlineData("os_system.pt", "MPR1104")]
    [InlineData("state_dict.pt", "MPR1201")]
    [InlineData("deep_pickle.pt", "MPR1103")]
    [InlineData("huge_length.pt", "MPR1102")]
    [InlineData("missing_storage.pt", "MPR1204")]
    [InlineData("wrong_crc.pt", "MPR1004")]
    [InlineData("broken_code.pt", "MPR1301")]
    [InlineData("frozen.pt", "MPR2002")]
    [InlineData("unknown_operator.pt", "MPR3004")]
    [InlineData("undefined_name.pt", "MPR3003")]
    public void AModelThatCannotBeUsed(string fixture, string code)
    {
        tool.Model(fixture);

        CheckRefused(3, code, "model.pt", "prune", "model.pt");
    }

    [Theory]
    [InlineData("|u1", "144", "MPR3006")]
    [InlineData("<u2", "1, 12, 6", "MPR3105")]
    [InlineData("|u1", "1, 12, 11", "MPR3103")]
    public void ImagesThatDoNotFit(string type, string shape, string code) =>
        CheckDataRefused("residual_cnn.scripted.pt", new ArrayLayout("images", type, shape, 144), code);

    [Theory]
    [InlineData("<i8", "8", 64)]
    [InlineData("<f4", "9", 36)]
    public void RowsThatDoNotFit(string type, string shape, int size) =>
        CheckDataRefused("parent_adds.scripted.pt", new ArrayLayout("x", type, shape, size), "MPR3006");

    [Fact]
    public void AMissingModel() => CheckRefused(3, "MPR3101", "absent.pt", "prune", "absent.pt", "--calibration", "model.calibration.npz");

    [Fact]
    public void AMissingDataFile()
    {
        tool.Model("residual_cnn.scripted.pt");

        CheckRefused(3, "MPR3101", "absent.npz", "prune", "model.pt", "--calibration", "absent.npz");
    }

    [Fact]
    public void AThresholdOutOfRange()
    {
        tool.Model("residual_cnn.scripted.pt");

        CheckRefused(2, "MPR5002", "mpruner", "prune", "model.pt", "--threshold", "1.5");
    }

    [Theory]
    [InlineData("unknown_operator.pt", "The model calls the operator aten::frobnicate, which libtorch 2.10.0 does not know.")]
    [InlineData("undefined_name.pt", "libtorch 2.10.0 cannot load the model: undefined value missing.")]
    public void AModelThatEndsTheEngineHasItsReason(string fixture, string reason)
    {
        tool.Model(fixture);

        Assert.Contains(reason, tool.Run("prune", "model.pt").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutLibtorch()
    {
        var (exit, _, error) = tool.Run([("MPRUNER_LIBTORCH", folder["none"])], "doctor");

        Assert.Equal(4, exit);
        Assert.Matches("^mpruner : error MPR3001: .*" + folder["none"] + ".*MPRUNER_LIBTORCH .*\n$", error);
    }

    private void CheckDataRefused(string fixture, ArrayLayout array, string code)
    {
        tool.Model(fixture);
        tool.Data("model.calibration.npz", 128, array);

        CheckRefused(3, code, null, "prune", "model.pt", "--threads", "1");
    }

    private void CheckRefused(int exit, string code, string? origin, params string[] args)
    {
        var (before, place) = (Listing(), origin ?? ".+");

        var (found, output, error) = tool.Run(args);

        Assert.Matches($"^{place} : error {code}: .+\n$", error);
        Assert.Equal(exit, found);
        Assert.Empty(output);
        Assert.Equal(before, Listing());
    }

    private string[] Listing() =>
    [
        .. Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(tool.Cache, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
