using MPruner.ScriptModels.Chains;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Rewriting;

/// <summary>
/// Applies edits of individual modules to classes. Modules of a scripted model share a class if their attributes have equal types, so a
/// class is edited in place only if all of its objects change in the same way. Otherwise each kind of change gets a class clone, and so do
/// the containers above it.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="edits">The changes of each module.</param>
/// <param name="tree">The modules that stay, inner ones first.</param>
internal sealed class ClassSplitter(ScriptProgram program, Dictionary<PickleObject, ModuleEdit> edits, ModulePostOrder tree)
{
    private readonly Dictionary<PickleObject, string> classes = [];
    private CodeLibrary code = program.Code;

    /// <summary>The edited program.</summary>
    public ScriptProgram Apply()
    {
        foreach (var group in ByClassInnerFirst())
        {
            Apply(group.Key, group);
        }

        var rewriter = new PickleRewriter(value => value is PickleObject module && edits.TryGetValue(module, out var edit) && !edit.IsEmpty
            ? module.With(classes[module], [.. Attributes(module, edit)])
            : null);
        return program.With((PickleObject)rewriter.Rewrite(program.Root), code);

        static IEnumerable<KeyValuePair<string, PickleValue>> Attributes(PickleObject module, ModuleEdit edit) => module.Attributes
            .Where(a => !edit.Dropped.Contains(a.Key))
            .Concat(edit.Added.Select(a => KeyValuePair.Create(a.Key, a.Value.Value)));
    }

    private IEnumerable<IGrouping<string, PickleObject>> ByClassInnerFirst()
    {
        // A class cannot contain itself, so the longest path downwards orders classes as it orders modules. All modules of a class count,
        // because some of them may have lost all of their submodules.
        var inner = tree.Modules
            .SelectMany(m => tree.Children(m).Select(c => (m.ClassName, Inner: c.Module.ClassName)))
            .Distinct()
            .ToLookup(pair => pair.ClassName, pair => pair.Inner);
        var depth = new Dictionary<string, int>();
        return tree.Modules.GroupBy(m => m.ClassName).OrderBy(g => DepthOf(g.Key));

        int DepthOf(string className)
        {
            if (!depth.TryGetValue(className, out var known))
            {
                depth[className] = 0;
                depth[className] = known = inner[className].Select(DepthOf).DefaultIfEmpty(-1).Max() + 1;
            }

            return known;
        }
    }

    private void Apply(string className, IEnumerable<PickleObject> modules)
    {
        var kinds = new List<(ModuleEdit Edit, List<PickleObject> Modules)>();
        foreach (var module in modules)
        {
            var edit = EditOf(module);
            var kind = kinds.Find(k => k.Edit.IsSameAs(edit));
            if (kind.Modules is null)
            {
                kinds.Add((edit, [module]));
            }
            else
            {
                kind.Modules.Add(module);
            }
        }

        var original = code.FindClass(className)!;
        var shared = kinds.Count > 1;
        foreach (var (edit, changed) in kinds.Where(k => !k.Edit.IsEmpty))
        {
            var name = shared ? QualifiedName.Mangle(className, code.NextMangle()) : className;
            var definition = new ClassEditor(edit).Edit(original);
            code = code.WithClass(name, shared ? ClassClone.Renamed(definition, className, name) : definition);
            foreach (var module in changed)
            {
                classes[module] = name;
            }
        }
    }

    private ModuleEdit EditOf(PickleObject module)
    {
        var edit = edits.TryGetValue(module, out var known) ? known : new ModuleEdit();
        foreach (var (name, child) in tree.Children(module))
        {
            if (classes.TryGetValue(child, out var childClass) && childClass != child.ClassName)
            {
                edit.Reclassed[name] = childClass;
            }
        }

        if (!edit.IsEmpty)
        {
            edits[module] = edit;
        }

        return edit;
    }
}
