using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.TorchScript.Tests.Archive;

/// <summary>Any damaged file is either read or refused with a coded error. Damage is seeded; the message names seed and round.</summary>
public sealed class RandomDamage
{
    [Theory]
    [InlineData("attributes.scripted.pt", 1)]
    [InlineData("constants.traced.pt", 2)]
    [InlineData("tied_weights.scripted.pt", 3)]
    [InlineData("vit.traced.pt", 4)]
    public void OfAnArchiveIsRefusedOrRead(string name, int seed) => Damage(Fixture.Bytes(name), seed, 300, file =>
    {
        var archive = TorchArchive.Read(file);
        archive.With([], [archive.Entries[0].Name]).Write();
    });

    [Theory]
    [InlineData("attributes.scripted.pt", 5)]
    [InlineData("custom_class.scripted.pt", 6)]
    [InlineData("tied_weights.traced.pt", 7)]
    public void OfAPickleIsRefusedOrRead(string name, int seed)
    {
        var pickle = TorchArchive.Read(Fixture.Bytes(name)).Find("data.pkl")!.Data.ToArray();
        Damage(pickle, seed, 5000, bytes =>
        {
            var once = PickleWriter.Write(PickleReader.Read(bytes, "data.pkl"));
            Assert.Equal(once, PickleWriter.Write(PickleReader.Read(once, "data.pkl")));
        });
    }

    [Theory]
    [InlineData("attributes.scripted.pt", 8)]
    [InlineData("custom_class.scripted.pt", 9)]
    [InlineData("constants.traced.pt", 10)]
    public void OfAProgramIsRefusedOrRead(string name, int seed)
    {
        var archive = TorchArchive.Read(Fixture.Bytes(name));
        foreach (var entry in archive.Entries.Where(e => Path.GetExtension(e.Name) is ".pkl" or ".py"))
        {
            Damage(entry.Data.ToArray(), seed, 300, bytes =>
            {
                var program = ScriptProgram.Read(archive.With([KeyValuePair.Create(entry.Name, (ReadOnlyMemory<byte>)bytes)], []).Write());
                _ = program.Modules();
                _ = program.ParameterCount;
                var written = program.With(program.Root.With(), program.Code).Write();
                Assert.Equal(written, ScriptProgram.Read(written).Write());
            });
        }
    }

    private static void Damage(byte[] good, int seed, int rounds, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            byte[] bad = random.Next(4) == 0 ? good[..random.Next(good.Length)] : [.. good];
            for (var flips = random.Next(1, 8); flips > 0 && bad.Length > 0; flips--)
            {
                // The end of a file contains its structure, so half of the damage is done there.
                var at = random.Next(2) == 0 ? random.Next(bad.Length) : bad.Length - 1 - random.Next(Math.Min(bad.Length, 2000));
                bad[at] = (byte)random.Next(256);
            }

            try
            {
                read(bad);
            }
            catch (TorchScriptException)
            {
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Assert.Fail($"seed {seed}, round {round}: {e}");
            }
        }
    }
}
