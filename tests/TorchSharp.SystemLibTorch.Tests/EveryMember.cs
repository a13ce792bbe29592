using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class EveryMember(EveryMember.Python python) : IClassFixture<EveryMember.Python>
{
    public static TheoryData<string> Names => [.. MemberTable.Entries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GivesPythonsBits(string member)
    {
        set_num_threads(1); // OpenMP keeps the number by thread
        using var scope = NewDisposeScope();
        python.Members.AssertEqual(member, MemberTable.Entries[member](python.Inputs));
    }

    [Fact]
    public void IsComparedWithPython() => Assert.Equal(python.Members.Names.Order(), MemberTable.Entries.Keys.Order());

    /// <remarks>A law in place of bits: with libtorch 1.13 the last bits differ from call to call in Python too.</remarks>
    [Fact]
    public void ALeastSquaresSolutionLeavesAResidualAtRightAnglesToTheColumns()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (python.Inputs["a"].t(), python.Inputs["m"]);
        var (solution, _, rank, _) = linalg.lstsq(a, b);
        Assert.Equal([3, 5], solution.shape);
        Assert.Equal(3L, rank.item<long>());
        Assert.True(a.t().mm(a.mm(solution) - b).allclose(zeros(3, 5), atol: 1e-5));
    }

    /// <summary>What <c>members.py</c> recorded.</summary>
    public sealed class Python : IDisposable
    {
        private readonly JsonDocument _record;

        public Python(PythonReference python)
        {
            ArgumentNullException.ThrowIfNull(python);
            _record = JsonDocument.Parse(python["members.json"]);
        }

        internal RecordedTensors Inputs => new(_record.RootElement.GetProperty("inputs"));

        internal RecordedTensors Members => new(_record.RootElement.GetProperty("members"));

        public void Dispose() => _record.Dispose();
    }
}
