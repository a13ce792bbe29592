using MPruner.TorchScript.Programs;

namespace MPruner.TorchScript.Tests.Programs;

public sealed class ProgramLaws
{
    public static TheoryData<string> Files => Fixture.Good;

    [Theory]
    [MemberData(nameof(Files))]
    public void AProgramThatWasOnlyReadIsWrittenByteForByte(string name)
    {
        var file = Fixture.Bytes(name);
        Assert.Equal(file, ScriptProgram.Read(file).Write());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AnEditThatChangesNothingDropsNothing(string name)
    {
        var file = Fixture.Bytes(name);
        var program = ScriptProgram.Read(file);
        Assert.Equal(file, program.With(program.Root.With(), program.Code).Write());
    }
}
