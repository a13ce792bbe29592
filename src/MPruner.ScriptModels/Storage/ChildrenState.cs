using System.Collections.Immutable;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Storage;

/// <summary>
/// The usual place of the code that unpacks: the last attribute of the root contains an object whose <c>__setstate__</c> gets the children
/// of the root, which libtorch has loaded before. Tensors of the root itself stay as they are.
/// </summary>
internal static class ChildrenState
{
    private const string Attribute = "mpruner_storage";
    private const string ClassName = "Unpacked";
    private const string Class = UnpackingSource.Module + "." + ClassName;

    /// <summary>The program with the code and the state.</summary>
    public static ScriptProgram Add(ScriptProgram packed, ClassSlots slots, PickleValue unpacking)
    {
        var definition = ClassMembers.WithAttributes(packed.Code.FindClass(slots.Name)!, [new(Attribute, Class)]);
        var source = new UnpackingSource();
        var text = ClassText(slots, source);
        ImmutableArray<PickleValue> children = [.. slots.Children.Select(c => packed.Root[c.Name]!)];
        var unpacked = new PickleObject(PickleGlobal.Of(Class), new PickleTuple([.. children, unpacking]));
        var attributes = packed.Root.Attributes.Append(KeyValuePair.Create<string, PickleValue>(Attribute, unpacked));
        var root = packed.Root.With(attributes: attributes);
        return packed.With(root, packed.Code.WithClass(slots.Name, definition).WithFile(UnpackingSource.Module, source.Text + text));
    }

    /// <summary>Finds what <see cref="Add"/> made; null if the program is another one.</summary>
    public static FoundState? Find(ScriptProgram program)
    {
        if (program.Root[Attribute] is not PickleObject unpacked || QualifiedName.Demangle(unpacked.ClassName) != Class)
        {
            return null;
        }

        var plain = program.With(
            program.Root.With(attributes: program.Root.Attributes.Where(a => a.Key != Attribute)),
            program.Code.WithClass(
                program.Root.ClassName, ClassMembers.Without(program.Code.FindClass(program.Root.ClassName)!, Attribute)));
        var slots = ClassSlots.Of(plain.Code, plain.Root.ClassName) with { Tensors = [] };
        return new(plain, slots, (unpacked.State as PickleTuple)?.Items[^1] as PickleObject);
    }

    private static string ClassText(ClassSlots slots, UnpackingSource source)
    {
        var type = $"Tuple[{string.Concat(slots.Children.Select(c => c.Class.Name + ", "))}{UnpackingSource.Class}]";
        var unpacking = FormattableString.Invariant($"(parts)[{slots.Children.Length}]");
        var calls = slots.Children.Select((child, i) =>
            "      _ = " + source.Call(FormattableString.Invariant($"(parts)[{i}]"), child.Class, unpacking));
        return $"""
            class {ClassName}:
              def __getstate__(self: {Class}) -> Optional[{type}]:
                return None
              def __setstate__(self: {Class},
                state: Optional[{type}]) -> NoneType:
                if torch.__isnot__(state, None):
                  parts = unchecked_cast({type}, state)
            {string.Join('\n', calls)}
                else:
                  pass
                return None

            """;
    }
}
