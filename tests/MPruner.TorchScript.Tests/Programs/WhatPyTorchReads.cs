using System.Security.Cryptography;
using System.Text.Json;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.TorchScript.Tests.Programs;

/// <summary>The same files as PyTorch reads them (recorded) and as this library does. Checksums of bytes: nothing is rounded.</summary>
public sealed class WhatPyTorchReads
{
    private static readonly string[] Names = [.. Fixture.Good.Select(row => row.Data)];

    private static readonly Lazy<JsonElement> Recorded = new(() =>
    {
        using var said = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Recorded, "described.json")));
        return said.RootElement.Clone();
    });

    [Fact]
    public void AreTheSameModulesWithTheSameNumberOfParameters()
    {
        for (var i = 0; i < Names.Length; i++)
        {
            var modules = Recorded.Value.GetProperty(Names[i]).GetProperty("modules");
            var expected = modules.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetInt64());
            var program = ScriptProgram.Read(Fixture.Bytes(Names[i]));
            Assert.Equal(expected, WithAliases(program));
            Assert.Equal(expected[""], program.ParameterCount);
        }
    }

    [Fact]
    public void AreTheSameTensors()
    {
        var compared = 0;
        for (var i = 0; i < Names.Length; i++)
        {
            var program = ScriptProgram.Read(Fixture.Bytes(Names[i]));
            var modules = program.Modules().ToDictionary(m => m.Path);
            foreach (var tensor in Recorded.Value.GetProperty(Names[i]).GetProperty("tensors").EnumerateObject())
            {
                var dot = tensor.Name.LastIndexOf('.');
                if (modules.TryGetValue(tensor.Name[..Math.Max(dot, 0)], out var module))
                {
                    var info = TensorInfo.Of(module.Object[tensor.Name[(dot + 1)..]]!)!;
                    Assert.Equal(tensor.Value.GetString(), Convert.ToHexStringLower(SHA256.HashData(program.TensorBytes(info)))[..16]);
                    compared++;
                }
            }
        }

        Assert.InRange(compared, 500, int.MaxValue);
    }

    [Fact]
    public void AreDescribedAsRecorded()
    {
        var judged = Judge.Describe(Names.Select(Fixture.Bytes));

        Assert.All(Names, (name, i) =>
        {
            var recorded = Recorded.Value.GetProperty(name);
            Assert.Equal(recorded.GetProperty("modules").GetRawText(), judged[i].GetProperty("modules").GetRawText());
            Assert.Equal(recorded.GetProperty("tensors").GetRawText(), judged[i].GetProperty("tensors").GetRawText());
        });
    }

    /// <summary>PyTorch lists a shared module, and everything under it, under every path.</summary>
    private static Dictionary<string, long> WithAliases(ScriptProgram program)
    {
        var modules = program.Modules().ToDictionary(m => m.Object);
        var listed = new Dictionary<string, long>();
        Visit(program.Root, "");
        foreach (var alias in modules.Values.SelectMany(m => m.Aliases.Append(m.Path)))
        {
            Assert.Contains(alias, listed.Keys);
        }

        return listed;

        void Visit(PickleObject module, string path)
        {
            listed.Add(path, program.CountParameters(module));
            foreach (var (name, value) in module.Attributes)
            {
                if (value is PickleObject child && modules.ContainsKey(child))
                {
                    Visit(child, path.Length == 0 ? name : $"{path}.{name}");
                }
            }
        }
    }
}
