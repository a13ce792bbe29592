using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Running;

namespace MPruner.ScriptModels.Inputs;

/// <summary>A loaded model that sums up what the reading layers of inner dimensions read.</summary>
/// <param name="loader">Loads the program.</param>
/// <param name="model">The model.</param>
/// <param name="dimensions">The dimensions.</param>
/// <param name="inputs">How many arguments of <c>forward</c> are passed.</param>
internal sealed class InputSums(ProgramLoader loader, ScriptModel model, ImmutableArray<InnerDimension> dimensions, int inputs) : IInputSums
{
    private readonly IModelSession session = loader.Load(InputPrograms.Summing(model, dimensions, inputs));

    /// <inheritdoc/>
    public void Add(IReadOnlyList<NumericArray> inputs, NumericArray places) =>
        session.Invoke(InputPrograms.AddMethod, [.. inputs, places]);

    /// <inheritdoc/>
    public NumericArray? Gram(InnerDimension dimension) =>
        session.Invoke(InputPrograms.GramMethod(dimensions.IndexOf(dimension)), []) is [var gram] ? gram : null;

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
