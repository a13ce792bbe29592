using System.Collections.Immutable;
using MPruner.Core;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>Follows a program's values through all of its modules without running it: every call is entered, every branch taken, every loop body walked once.</summary>
internal sealed class DataflowTracer
{
    private const int DeepestNesting = 128;

    private readonly CodeLibrary code;
    private readonly ImmutableArray<ModuleCall>.Builder calls = ImmutableArray.CreateBuilder<ModuleCall>();
    private readonly ImmutableArray<OperationValue>.Builder operations = ImmutableArray.CreateBuilder<OperationValue>();
    private readonly ImmutableHashSet<PickleObject>.Builder opened = ImmutableHashSet.CreateBuilder<PickleObject>();
    private readonly ImmutableArray<ModuleAlias>.Builder aliases = ImmutableArray.CreateBuilder<ModuleAlias>();

    private DataflowTracer(CodeLibrary code) => this.code = code;

    /// <summary>Follows a program from its root's <c>forward</c>, and then whatever that does not reach.</summary>
    /// <exception cref="PrunerException">MPR2001: the root has no <c>forward</c>.</exception>
    public static DataflowTrace Trace(ScriptProgram program)
    {
        var main = Follow(program.Code, new ModuleValue(program.Root, ""), Forward(program));
        var reached = main.Calls.Select(c => (c.Module, c.Method)).ToHashSet();
        var unreached = ImmutableArray.CreateBuilder<DataflowTrace>();
        foreach (var module in program.Modules())
        {
            foreach (var method in module.Class.Methods.Where(method => !reached.Contains((module.Object, method))))
            {
                unreached.Add(Follow(program.Code, new ModuleValue(module.Object, module.Path), method));
            }
        }

        return main with { Unreached = unreached.ToImmutable() };
    }

    private static DataflowTrace Follow(CodeLibrary code, ModuleValue receiver, FunctionDefinition method)
    {
        var tracer = new DataflowTracer(code);
        var root = new ModuleCall(0, null, receiver, method, null)
        {
            Arguments = [.. method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*").Select(p => new ArgumentValue(p.Name.Text))],
        };
        tracer.calls.Add(root);
        root.Result = tracer.Enter(root);
        tracer.Operate([root.Result], method, root);
        return new DataflowTrace(root, tracer.calls.ToImmutable(), tracer.operations.ToImmutable(), tracer.aliases.ToImmutable(), tracer.opened.ToImmutable());
    }

    /// <summary>The root's <c>forward</c>.</summary>
    /// <exception cref="PrunerException">MPR2001: there is none.</exception>
    public static FunctionDefinition Forward(ScriptProgram program) => program.Code.FindClass(program.Root.ClassName)?.Method("forward")
        ?? throw new PrunerException("MPR2001", $"The root module, of class {program.Root.ClassName}, has no method forward; a model with one was expected. Save the model itself with torch.jit.script or torch.jit.trace.");

    /// <summary>Notes an operation on values; one that only picks an element of them says which.</summary>
    internal OperationValue Operate(ImmutableArray<Value> inputs, SyntaxNode syntax, ModuleCall frame, Value? selected = null)
    {
        foreach (var module in inputs.OfType<ModuleValue>())
        {
            Open(module.Module, frame);
        }

        var operation = new OperationValue(inputs, syntax, frame) { Selected = selected };
        operations.Add(operation);
        return operation;
    }

    /// <summary>Notes that a local variable names a module.</summary>
    internal void Name(AssignStatement statement, ModuleCall frame, PickleObject module) => aliases.Add(new ModuleAlias(statement, frame, module));

    /// <summary>Notes that an attribute of a module is read, or the module handed to something as a value, as a hook takes it.</summary>
    internal void Open(PickleObject module, ModuleCall frame)
    {
        if (!ReferenceEquals(module, frame.Module))
        {
            opened.Add(module);
        }
    }

    /// <summary>Calls a method of a module; null where the class has no such method or the nesting is too deep, as with recursion.</summary>
    internal Value? Call(ModuleValue receiver, CallExpression syntax, string methodName, ImmutableArray<(string? Name, Expression Syntax, Value Value)> arguments, ModuleCall frame)
    {
        if (code.FindClass(receiver.Module.ClassName)?.Method(methodName) is not { } method || frame.SelfAndCallers().Count() > DeepestNesting)
        {
            return null;
        }

        ImmutableArray<Parameter> parameters = [.. method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*")];
        var values = new Value[parameters.Length];
        var expressions = new Expression?[parameters.Length];
        Array.Fill(values, StaticValue.Instance);
        for (var i = 0; i < arguments.Length; i++)
        {
            var (name, expression, value) = arguments[i];
            if (value is ModuleValue handed)
            {
                Open(handed.Module, frame);
            }

            var position = name is null ? i : parameters.ToList().FindIndex(p => p.Name.Text == name);
            if (position >= 0 && position < parameters.Length)
            {
                values[position] = value;
                expressions[position] = expression;
            }
        }

        var call = new ModuleCall(calls.Count, frame, receiver, method, syntax) { Arguments = [.. values], ArgumentSyntax = [.. expressions] };
        calls.Add(call);
        call.Result = Outside(call, Enter(call));
        return call.Result;
    }

    private Value Enter(ModuleCall call) => new MethodInterpreter(this, code, call).Run();

    private static Value Outside(ModuleCall call, Value inner) => inner is TupleValue tuple
        ? new TupleValue([.. tuple.Elements.Select((element, index) => (Value)new CallOutput(call, index, element))])
        : new CallOutput(call, 0, inner);
}
