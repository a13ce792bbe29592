using System.Collections.Immutable;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>Finds the modules under an object, and their parameters.</summary>
internal sealed class ModuleTree(CodeLibrary code)
{
    private const string BuiltInClasses = "__torch__.torch.classes.";

    private readonly Dictionary<string, ClassDefinition?> _modules = new(StringComparer.Ordinal);

    /// <summary>The class of an object if it is a module; null for a plain TorchScript class and for a class built into PyTorch.</summary>
    public ClassDefinition? ModuleClass(PickleObject value)
    {
        if (!_modules.TryGetValue(value.ClassName, out var found))
        {
            var definition = code.FindClass(value.ClassName);
            if (definition is null && !value.ClassName.StartsWith(BuiltInClasses, StringComparison.Ordinal))
            {
                throw ProgramFault.MissingClass(value.ClassName);
            }

            found = definition?.Bases?.Nodes is [NameExpression { Name.Text: "Module" }] ? definition : null;
            _modules.Add(value.ClassName, found);
        }

        return found;
    }

    /// <summary>The modules under a root, parents first, in the order of attributes. Each object is listed once.</summary>
    public ImmutableArray<ModuleInstance> Under(PickleObject root)
    {
        var found = new List<ModuleInstance>();
        var positions = new Dictionary<PickleObject, int>(ReferenceEqualityComparer.Instance);
        Visit(root, "");
        return [.. found];

        void Visit(PickleObject value, string path)
        {
            if (positions.TryGetValue(value, out var position))
            {
                found[position] = found[position] with { Aliases = found[position].Aliases.Add(path) };
            }
            else if (ModuleClass(value) is { } definition)
            {
                positions.Add(value, found.Count);
                found.Add(new ModuleInstance(path, value, definition, []));
                foreach (var (name, attribute) in value.Attributes)
                {
                    if (attribute is PickleObject child)
                    {
                        Visit(child, path.Length == 0 ? name : $"{path}.{name}");
                    }
                }
            }
        }
    }

    /// <summary>The number of elements of all parameters under a module. A shared tensor counts once.</summary>
    public long CountParameters(PickleObject root)
    {
        var tensors = new HashSet<PickleValue>(ReferenceEqualityComparer.Instance);
        var total = 0L;
        foreach (var module in Under(root))
        {
            foreach (var name in ParameterNames(module.Class))
            {
                if (module.Object[name] is { } value && tensors.Add(value) && TensorInfo.Of(value) is { } tensor)
                {
                    total += tensor.ElementCount;
                }
            }
        }

        return total;
    }

    /// <summary>The list that a module class assigns to <c>__parameters__</c>.</summary>
    private static IEnumerable<string> ParameterNames(ClassDefinition definition) =>
        definition.Body.Statements.OfType<AssignStatement>()
            .Where(s => s is { Target: NameExpression { Name.Text: "__parameters__" }, Value: ListExpression })
            .SelectMany(s => ((ListExpression)s.Value!).Elements.Nodes)
            .OfType<LiteralExpression>()
            .Select(l => l.Literal.Text[1..^1]);
}
