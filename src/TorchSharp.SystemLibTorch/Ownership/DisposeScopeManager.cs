namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread.</summary>
internal sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? _ofThisThread;

    public static DisposeScopeManager OfThisThread => _ofThisThread ??= new();

    public DisposeScope? Current { get; private set; }

    public DisposeScope Enter() => Current = new DisposeScope(this);

    /// <summary>Takes a scope out, also from below the innermost one.</summary>
    public void Leave(DisposeScope scope)
    {
        if (Current == scope)
        {
            Current = scope.Outer;
            return;
        }

        for (var inner = Current; inner is not null; inner = inner.Outer)
        {
            if (inner.Outer == scope)
            {
                inner.Outer = scope.Outer;
                return;
            }
        }
    }
}

public static partial class torch
{
    /// <summary>From now until it is disposed, this scope owns every tensor made on this thread.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThisThread.Enter();

    /// <summary>Evaluates in a scope of its own; only the result outlives it.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        ArgumentNullException.ThrowIfNull(expr);
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
