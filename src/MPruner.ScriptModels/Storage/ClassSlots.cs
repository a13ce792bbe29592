using System.Collections.Immutable;
using MPruner.ScriptModels.Rewriting;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Storage;

/// <summary>The attributes of a module class in which tensors are looked for, in the order in which its objects are unpacked.</summary>
/// <param name="Name">The class.</param>
/// <param name="Tensors">The attributes that contain a tensor, or <c>None</c> where they are optional.</param>
/// <param name="Children">The attributes that contain a module.</param>
internal sealed record ClassSlots(string Name, ImmutableArray<TensorSlot> Tensors, ImmutableArray<ChildSlot> Children)
{
    /// <summary>Whether neither the class nor a class of its children has a tensor.</summary>
    public bool IsEmpty => Tensors.IsEmpty && Children.IsEmpty;

    /// <summary>The slots of a class.</summary>
    /// <param name="code">Defines the classes.</param>
    /// <param name="className">The class. One that is no module, or has a state of its own, has no slots.</param>
    public static ClassSlots Of(CodeLibrary code, string className) => new Reading(code).Of(className);

    /// <summary>Whether code can assign to an attribute: <c>module.0 = x</c> is no TorchScript.</summary>
    public static bool IsAssignable(string attribute) =>
        !char.IsAsciiDigit(attribute[0]) && attribute.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private sealed class Reading(CodeLibrary code)
    {
        private readonly Dictionary<string, ClassSlots> known = new(StringComparer.Ordinal);

        public ClassSlots Of(string className)
        {
            if (!known.TryGetValue(className, out var slots))
            {
                known[className] = slots = Read(className);
            }

            return slots;
        }

        private ClassSlots Read(string className)
        {
            var definition = code.FindClass(className);
            if (definition?.Bases?.Nodes is not [NameExpression { Name.Text: "Module" }] || definition.Method("__setstate__") is not null)
            {
                return new(className, [], []);
            }

            var attributes = DeclaredAttribute.Of(definition).ToList();
            var tensors = attributes.Where(a => a.Type is "Tensor" or "Optional[Tensor]" && IsAssignable(a.Name))
                .Select(a => new TensorSlot(a.Name, a.Type != "Tensor"));
            var children = attributes.Where(a => a.IsOfOwnClass)
                .Select(a => new ChildSlot(a.Name, Of(a.Type)))
                .Where(c => !c.Class.IsEmpty);
            return new(className, [.. tensors], [.. children]);
        }
    }
}

/// <summary>An attribute that contains a tensor.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="IsOptional">Whether it may contain <c>None</c>.</param>
internal sealed record TensorSlot(string Name, bool IsOptional);

/// <summary>An attribute that contains a module.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Class">The slots of the module.</param>
internal sealed record ChildSlot(string Name, ClassSlots Class);
