using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Probes;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Rewriting;
using MPruner.ScriptModels.Seams;
using MPruner.ScriptModels.Widths;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Inputs;

/// <summary>The program that sums up what the reading layers of inner dimensions read.</summary>
internal static class InputPrograms
{
    /// <summary>A method that adds a batch: it takes the arguments of <c>forward</c> and the places.</summary>
    public const string AddMethod = "mpruner_add";

    /// <summary>A method that returns a dimension's sums: one tensor, or none if no row was added.</summary>
    /// <param name="dimension">The dimension's index.</param>
    public static string GramMethod(int dimension) => $"mpruner_gram{dimension}";

    /// <summary>The model with these methods.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dimensions">The dimensions.</param>
    /// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
    public static ScriptProgram Summing(ScriptModel model, ImmutableArray<InnerDimension> dimensions, int inputs)
    {
        var root = model.Program.Root;
        var edit = new ProgramEdit(model.Program, model.Trace);
        var probes = new ValueProbes(edit, root);
        var layers = dimensions.Select(model.Layers).ToList();
        var readers = layers.Select(l => l.Reader).ToList();
        var names = readers.Select((_, i) => $"mpruner_sums{i}").ToList();
        var kept = layers.Select(l => Keep(probes, l)).ToList();
        foreach (var (reader, name) in readers.Zip(names))
        {
            var settings = new FitSettings(reader.Window, Normed: false, Intercept: true);
            edit.Of(root).Added[name] = new NewAttribute(FitSource.FitClass, settings.ToObject());
        }

        ImmutableArray<RootMethod> methods =
        [
            new(AddMethod, true, ["mpruner_places"], (self, forward) =>
            [
                .. probes.Run(self, forward),
                .. names.Select((name, i) => $"mpruner_{i} = ({self}.{name}).add_places(mpruner_kept[{kept[i]}], mpruner_places, )"),
                "return annotate(List[Tensor], [])",
            ]),
            .. names.Select((name, i) => new RootMethod(GramMethod(i), false, [], (self, _) =>
                [$"return ({self}.{name}).grams()"])),
        ];
        return RootMethods.Add(WithClasses(edit.Apply()), inputs, methods.AsSpan());
    }

    /// <summary>Keeps what a layer reads, whichever of its calls and operators runs.</summary>
    private static int Keep(ValueProbes probes, InnerLayers layers)
    {
        int? kept = layers.Reader.Input is { } input ? probes.Keep(input) : null;
        foreach (var mlp in layers.Fused)
        {
            kept = probes.KeepUnits(mlp.Call, kept);
        }

        return kept!.Value;
    }

    private static ScriptProgram WithClasses(ScriptProgram program) =>
        ValueProbes.WithClass(SeamPrograms.WithClasses(program), EncoderLayerSource.ClassName, EncoderLayerSource.Code);
}
