using System.Collections.Immutable;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Chains;

/// <summary>The module objects of a program, each of them once, every module after its submodules.</summary>
internal sealed class ModulePostOrder
{
    private readonly List<PickleObject> modules = [];
    private readonly HashSet<PickleObject> seen = [];
    private readonly CodeLibrary code;
    private readonly Func<PickleObject, bool> leaveOut;

    /// <param name="program">The program.</param>
    /// <param name="leaveOut">Modules to skip, together with every module that only they contain.</param>
    public ModulePostOrder(ScriptProgram program, Func<PickleObject, bool>? leaveOut = null)
    {
        code = program.Code;
        this.leaveOut = leaveOut ?? (_ => false);
        Add(program.Root);
        Modules = [.. modules];
    }

    /// <summary>The modules, the root last.</summary>
    public ImmutableArray<PickleObject> Modules { get; }

    /// <summary>The attributes of a module that are modules themselves.</summary>
    public IEnumerable<(string Name, PickleObject Module)> Children(PickleObject module) => module.Attributes
        .Where(a => a.Value is PickleObject child && code.FindClass(child.ClassName) is not null && !leaveOut(child))
        .Select(a => (a.Key, (PickleObject)a.Value));

    private void Add(PickleObject module)
    {
        if (seen.Add(module))
        {
            foreach (var (_, child) in Children(module))
            {
                Add(child);
            }

            modules.Add(module);
        }
    }
}
