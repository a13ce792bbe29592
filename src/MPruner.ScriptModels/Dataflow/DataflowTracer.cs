using System.Collections.Immutable;
using MPruner.Core;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Dataflow;

/// <summary>
/// Follows a program's values through all of its modules without running it: every call is entered, every branch is taken that may be, and
/// every loop body is visited once.
/// </summary>
internal sealed class DataflowTracer
{
    private const int DeepestNesting = 128;

    private readonly CodeLibrary code;
    private readonly ImmutableArray<ModuleCall>.Builder calls = ImmutableArray.CreateBuilder<ModuleCall>();
    private readonly ImmutableArray<OperationValue>.Builder operations = ImmutableArray.CreateBuilder<OperationValue>();
    private readonly ImmutableArray<Exposure>.Builder exposures = ImmutableArray.CreateBuilder<Exposure>();
    private readonly ImmutableArray<ModuleAlias>.Builder aliases = ImmutableArray.CreateBuilder<ModuleAlias>();
    private readonly ImmutableArray<SideEffect>.Builder effects = ImmutableArray.CreateBuilder<SideEffect>();
    private readonly Dictionary<AttributeSlot, Value> stored = [];
    private readonly Stack<MethodInterpreter> active = [];
    private readonly List<DataflowTrace> untaken = [];

    private DataflowTracer(CodeLibrary code, ConstantFlags flags) => (this.code, Flags) = (code, flags);

    /// <summary>The attributes that decide once and for all which branch is taken.</summary>
    internal ConstantFlags Flags { get; }

    /// <summary>Follows a program from its root's <c>forward</c>, then from every method that <c>forward</c> does not reach.</summary>
    /// <exception cref="PrunerException">MPR2001: the root has no <c>forward</c>.</exception>
    public static DataflowTrace Trace(ScriptProgram program)
    {
        var flags = new ConstantFlags(program.Code);
        var main = Follow(program.Code, flags, new ModuleValue(program.Root, ""), Forward(program));
        var reached = main.Calls.Select(c => (c.Module, c.Method)).ToHashSet();
        var unreached = main.Unreached.ToBuilder();
        foreach (var module in program.Modules())
        {
            foreach (var method in module.Class.Methods.Where(method => !reached.Contains((module.Object, method))))
            {
                var trace = Follow(program.Code, flags, new ModuleValue(module.Object, module.Path), method);
                unreached.AddRange(trace.All);
            }
        }

        return main with { Unreached = unreached.ToImmutable() };
    }

    private static DataflowTrace Follow(CodeLibrary code, ConstantFlags flags, ModuleValue receiver, FunctionDefinition method)
    {
        var tracer = new DataflowTracer(code, flags);
        var root = new ModuleCall(0, receiver, method)
        {
            Arguments = [.. method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*").Select(p => new ArgumentValue(p.Name.Text))],
        };
        tracer.calls.Add(root);
        root.Result = tracer.Interpret(root);
        tracer.Operate([root.Result], method, root);
        return tracer.ToTrace(root);
    }

    /// <summary>
    /// Follows a branch that is never taken, as a trace of its own: its code stays in the file, so it must still fit the modules that it
    /// calls.
    /// </summary>
    /// <param name="frame">The call whose body contains the branch.</param>
    /// <param name="variables">What the variables hold before it.</param>
    /// <param name="branch">The branch.</param>
    internal void FollowUntaken(ModuleCall frame, IReadOnlyDictionary<string, Value> variables, Block branch)
    {
        var tracer = new DataflowTracer(code, Flags);
        var root = new ModuleCall(0, new ModuleValue(frame.Module, frame.Path), frame.Method);
        tracer.calls.Add(root);
        var interpreter = new MethodInterpreter(tracer, code, root);
        tracer.active.Push(interpreter);
        var before = variables.ToDictionary(v => v.Key, v => v.Value is StaticValue or ModuleValue ? v.Value : new ArgumentValue(v.Key));
        root.Result = MergeValue.Of([.. interpreter.Run(branch, before)]);
        tracer.Operate([root.Result], branch, root);
        untaken.AddRange(tracer.ToTrace(root).All);
    }

    /// <summary>The root's <c>forward</c>.</summary>
    /// <exception cref="PrunerException">MPR2001: there is none.</exception>
    public static FunctionDefinition Forward(ScriptProgram program) =>
        program.Code.FindClass(program.Root.ClassName)?.Method("forward")
        ?? throw new PrunerException(
            "MPR2001",
            $"The root module, of class {program.Root.ClassName}, has no method forward, which a model must have. "
            + "Save the model itself with torch.jit.script or torch.jit.trace.");

    private DataflowTrace ToTrace(ModuleCall root) =>
        new(root, calls.ToImmutable(), operations.ToImmutable(), aliases.ToImmutable(), exposures.ToImmutable())
        {
            Effects = effects.ToImmutable(),
            Stored = stored.ToImmutableDictionary(),
            Unreached = [.. untaken],
        };

    /// <summary>
    /// Records an operation on values. Its <see cref="OperationValue.Selected"/> is the element that it selects, if it does nothing else.
    /// </summary>
    internal OperationValue Operate(ImmutableArray<Value> inputs, SyntaxNode syntax, ModuleCall frame, ValueOrigin origin = default)
    {
        foreach (var module in inputs.OfType<ModuleValue>())
        {
            Expose(module.Module, frame);
        }

        var operation = new OperationValue(inputs, syntax, frame)
        {
            Selected = origin.Selected,
            Aliased = origin.Aliased,
            Operands = origin.Operands.IsDefault ? inputs : origin.Operands,
            CallsBefore = calls.Count,
        };
        operations.Add(operation);
        return operation;
    }

    /// <summary>Records that a call changes a value in place: from here on, every name of it holds the changed value.</summary>
    internal void Change(Value old, Value changed, SideEffect effect)
    {
        effects.Add(effect);
        if (changed is StaticValue || ReferenceEquals(old, StaticValue.Instance))
        {
            return;
        }

        foreach (var interpreter in active)
        {
            interpreter.Substitute(old, changed);
        }

        foreach (var (slot, value) in stored.ToList())
        {
            stored[slot] = Collections.Substitute(value, old, changed);
        }

        foreach (var slot in Aliases.Of(old).OfType<StaticValue>().Select(value => value.Slot).OfType<AttributeSlot>())
        {
            stored[slot] = changed;
        }
    }

    /// <summary>Records that a call stores a value in an attribute.</summary>
    internal void Store(AttributeSlot slot, Value value, SideEffect effect)
    {
        effects.Add(effect);
        if (value is not StaticValue || stored.ContainsKey(slot))
        {
            stored[slot] = stored.TryGetValue(slot, out var known) ? MergeValue.Of([known, value]) : value;
        }
    }

    /// <summary>What an attribute holds that is no module.</summary>
    internal Value Load(AttributeSlot slot) => stored.GetValueOrDefault(slot) ?? new StaticValue { Slot = slot };

    /// <summary>Records that a local variable refers to a module.</summary>
    internal void Name(AssignStatement statement, ModuleCall frame, PickleObject module) =>
        aliases.Add(new ModuleAlias(statement, frame, module));

    /// <summary>Records that an attribute of a module is read, or that the module is passed on as a value, for example to a hook.</summary>
    internal void Expose(PickleObject module, ModuleCall frame, SyntaxNode? read = null)
    {
        if (!ReferenceEquals(module, frame.Module))
        {
            exposures.Add(new(module, frame, read));
        }
    }

    /// <summary>
    /// Calls a method of a module; null if the class has no such method, or the nesting is too deep (recursion, for example).
    /// </summary>
    internal Value? Call(MethodCall call, ModuleCall frame)
    {
        var receiver = call.Receiver;
        if (code.FindClass(receiver.Module.ClassName)?.Method(call.Method) is not { } method
            || frame.SelfAndCallers().Count() > DeepestNesting)
        {
            return null;
        }

        ImmutableArray<Parameter> parameters = [.. method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*")];
        var values = new Value[parameters.Length];
        var expressions = new Expression?[parameters.Length];
        Array.Fill(values, StaticValue.Instance);
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var (name, expression, value) = call.Arguments[i];
            if (value is ModuleValue passed)
            {
                Expose(passed.Module, frame);
            }

            var position = name is null ? i : parameters.ToList().FindIndex(p => p.Name.Text == name);
            if (position >= 0 && position < parameters.Length)
            {
                values[position] = value;
                expressions[position] = expression;
            }
        }

        return Enter(new ModuleCall(calls.Count, receiver, method)
        {
            Caller = frame,
            Syntax = call.Syntax,
            Arguments = [.. values],
            ArgumentSyntax = [.. expressions],
        });
    }

    private Value Enter(ModuleCall call)
    {
        calls.Add(call);
        call.Result = Outside(call, Interpret(call));
        return call.Result;
    }

    private Value Interpret(ModuleCall call)
    {
        var interpreter = new MethodInterpreter(this, code, call);
        active.Push(interpreter);
        var result = interpreter.Run();
        active.Pop();
        return result;
    }

    private static Value Outside(ModuleCall call, Value inner) => inner is TupleValue tuple
        ? new TupleValue([.. tuple.Elements.Select((element, index) => (Value)new CallOutput(call, index, element))])
        : new CallOutput(call, 0, inner);
}

/// <summary>A call of a module's method as the caller's code writes it.</summary>
/// <param name="Receiver">The module.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Syntax">The call.</param>
/// <param name="Arguments">The arguments; the name is null for positional ones.</param>
internal sealed record MethodCall(
    ModuleValue Receiver, string Method, CallExpression Syntax, ImmutableArray<(string? Name, Expression Syntax, Value Value)> Arguments);

/// <summary>From which other value an operation takes its own.</summary>
/// <param name="Selected">The element that it selects, if it does nothing else.</param>
/// <param name="Aliased">The value of which it is a view, or which it changes in place.</param>
internal readonly record struct ValueOrigin(Value? Selected, Value? Aliased)
{
    /// <summary>All that the operation reads, weights and numbers included; default if these are its inputs.</summary>
    public ImmutableArray<Value> Operands { get; init; }
}
