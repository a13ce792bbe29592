using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>
/// The place of the code that unpacks where the root has tensors of its own: its <c>__setstate__</c>. The state is an object with all of
/// its attributes and the object that unpacks, or <c>None</c> in its place if there is nothing to unpack.
/// </summary>
/// <remarks>
/// A tuple would do for loading. But <c>torch.jit.freeze</c> copies a module with new classes and passes the state on, and replaces the
/// classes everywhere but inside of a tuple's type.
/// </remarks>
internal static class RootState
{
    private const string SetState = "__setstate__";
    private const string GetState = "__getstate__";
    private const string Stored = "mpruner_stored";
    private const string ClassName = "State";
    private const string Class = UnpackingSource.Module + "." + ClassName;

    /// <summary>
    /// Whether the root has tensors of its own, and code can set all of its attributes. It cannot set those that a <c>Sequential</c> calls
    /// "0", "1", ….
    /// </summary>
    public static bool Suits(ScriptProgram program, ClassSlots slots) =>
        slots.Tensors.Any(tensor => program.Root[tensor.Name] is not (null or PickleNone))
        && DeclaredAttribute.Of(program.Code.FindClass(slots.Name)!).All(a => ClassSlots.IsAssignable(a.Name));

    /// <summary>The program with the code and the state.</summary>
    public static ScriptProgram Add(ScriptProgram packed, ClassSlots slots, PickleValue unpacking)
    {
        var definition = packed.Code.FindClass(slots.Name)!;
        var attributes = DeclaredAttribute.Of(definition).ToList();
        var source = new UnpackingSource();
        var edited = ClassMembers.WithMethods(definition, Methods(attributes, slots, source));
        var state = packed.Root.With(Class, packed.Root.Attributes.Append(KeyValuePair.Create(Stored, unpacking)));
        return packed.With(
            new PickleObject(packed.Root.Class, state),
            packed.Code.WithClass(slots.Name, edited).WithFile(UnpackingSource.Module, source.Text + ClassText(attributes)));
    }

    /// <summary>Finds what <see cref="Add"/> made; null if the program is another one.</summary>
    public static FoundState? Find(ScriptProgram program)
    {
        if (program.Root.State is not PickleObject state || QualifiedName.Demangle(state.ClassName) != Class)
        {
            return null;
        }

        var name = program.Root.ClassName;
        var root = state.With(name, state.Attributes.Where(a => a.Key != Stored));
        var definition = ClassMembers.Without(program.Code.FindClass(name)!, SetState, GetState);
        var plain = program.With(root, program.Code.WithClass(name, definition));
        return new(plain, ClassSlots.Of(plain.Code, name), state[Stored] as PickleObject);
    }

    private static string ClassText(IEnumerable<DeclaredAttribute> attributes)
    {
        var lines = attributes.Append(new(Stored, $"Optional[{UnpackingSource.Class}]")).Select(a => $"  {a.Name} : {a.Type}\n");
        return $"class {ClassName}:\n{string.Concat(lines)}";
    }

    private static string Methods(List<DeclaredAttribute> attributes, ClassSlots slots, UnpackingSource source)
    {
        string[] lines =
        [
            $"def {GetState}(self: {slots.Name}) -> {Class}:",
            $"  state = {Class}.__new__({Class})",
            .. attributes.Select(a => $"  state.{a.Name} = self.{a.Name}"),
            $"  state.{Stored} = None",
            "  return state",
            $"def {SetState}(self: {slots.Name},",
            $"  state: {Class}) -> NoneType:",
            .. attributes.Select(a => $"  self.{a.Name} = state.{a.Name}"),
            $"  stored = state.{Stored}",
            "  if torch.__isnot__(stored, None):",
            $"    unpacking = unchecked_cast({UnpackingSource.Class}, stored)",
            .. source.Lines("self", slots, "unpacking").Select(line => "    " + line),
            "  else:",
            "    pass",
            "  return None",
        ];
        return string.Concat(lines.Select(line => $"  {line}\n"));
    }
}
