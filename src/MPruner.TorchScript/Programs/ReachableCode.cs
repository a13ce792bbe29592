using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.TorchScript.Programs;

/// <summary>Finds the code that a program's objects can reach: their classes, and all classes and functions that these refer to.</summary>
internal static class ReachableCode
{
    /// <summary>The library without classes and functions that no object reaches.</summary>
    /// <param name="code">All of the code.</param>
    /// <param name="values">The root object and the constants.</param>
    public static CodeLibrary Of(CodeLibrary code, IEnumerable<PickleValue> values)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(values.SelectMany(v => v.DescendantsAndSelf()).SelectMany(v => NamesIn(code, v)));
        while (open.TryPop(out var name))
        {
            if (reached.Add(name) && ((Statement?)code.FindClass(name) ?? code.FindFunction(name)) is { } definition)
            {
                foreach (var next in code.ReferencedNames(definition))
                {
                    open.Push(next);
                }
            }
        }

        var all = code.Files.SelectMany(f => f.Definitions.Keys.Select(name => $"{f.Qualifier}.{name}"));
        var unreached = all.Where(name => !reached.Contains(name)).ToList();
        return unreached.Count == 0 ? code : code.Without(unreached);
    }

    /// <summary>The class of an object or enum member, and the classes in a container's type (<c>List[__torch__.a.Point]</c>).</summary>
    private static IEnumerable<string> NamesIn(CodeLibrary code, PickleValue value) => value switch
    {
        PickleGlobal global => [global.QualifiedName],
        PickleReduce { Callable.Name: "restore_type_tag", Arguments: PickleTuple { Items: [_, PickleString type] } } =>
            type.Value.Split(['[', ']', ',', '(', ')', ' ']).Where(part => code.FindClass(part) is not null),
        _ => [],
    };
}
