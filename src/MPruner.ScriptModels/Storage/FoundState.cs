using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>What was found in a file whose tensors are stored in fewer bytes.</summary>
/// <param name="Program">The program without the code that unpacks; its slots have the stored tensors.</param>
/// <param name="Slots">The slots of the root.</param>
/// <param name="Unpacking">
/// The object of the class <see cref="UnpackingSource.Class"/>; null in a file that Python has saved again, which has ordinary tensors.
/// </param>
internal sealed record FoundState(ScriptProgram Program, ClassSlots Slots, PickleObject? Unpacking);
