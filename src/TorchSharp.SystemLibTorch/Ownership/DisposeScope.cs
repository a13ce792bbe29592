namespace TorchSharp;

/// <summary>Owns the tensors that a thread makes while it is the innermost scope, and frees them when it ends.</summary>
/// <remarks>The garbage collector sees a tensor as some thirty bytes: without a scope native memory grows until it happens to run.</remarks>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private HashSet<IDisposable> _owned = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        Outer = manager.Current;
    }

    /// <summary>A copy of what the scope owns now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. Open()._owned];

    public int DisposablesCount => Open()._owned.Count;

    internal DisposeScope? Outer { get; set; }

    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        MoveToOther(Outer, [disposable]);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        MoveToOther(Outer, [first, second]);
        return (first, second);
    }

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(Outer, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        MoveToOther(scope, [disposable]);
        return disposable;
    }

    /// <summary>Hands ownership to another scope; to nobody when it is null.</summary>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            if (Open()._owned.Remove(disposable))
            {
                SetOwner(disposable, scope);
                scope?._owned.Add(disposable);
            }
        }
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        MoveToOther(null, [disposable]);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        MoveToOther(null, [first, second]);
        return (first, second);
    }

    public void Detach(params IDisposable[] disposables) => MoveToOther(null, disposables);

    public void Detach(IEnumerable<IDisposable> disposables) => MoveToOther(null, disposables);

    public void Attach(IDisposable disposable) => Attach((IEnumerable<IDisposable>)[disposable]);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes ownership, from another scope or from nobody.</summary>
    /// <exception cref="InvalidOperationException">Not a tensor.</exception>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        List<IDisposable> attached = [.. disposables];
        foreach (var disposable in attached)
        {
            var before = SetOwner(disposable, Open());
            if (before != this)
            {
                before?._owned.Remove(disposable);
                _owned.Add(disposable);
            }
        }

        return attached;
    }

    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var all = Open()._owned;
        _owned = inKeep.ToHashSet<IDisposable>(ReferenceEqualityComparer.Instance);
        foreach (var disposable in all)
        {
            if (!_owned.Contains(disposable))
            {
                disposable.Dispose();
            }
        }
    }

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    /// <summary>For what was disposed by other means: the scope forgets it.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (Open()._owned.Remove(disposable))
        {
            SetOwner(disposable, null);
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            DisposeEverything();
            _manager.Leave(this);
            _disposed = true;
        }
    }

    internal void Register(torch.Tensor tensor) => _owned.Add(tensor);

    /// <summary>Called by a tensor that is being disposed; harmless after the scope's end.</summary>
    internal void Forget(torch.Tensor tensor) => _owned.Remove(tensor);

    private static DisposeScope? SetOwner(IDisposable disposable, DisposeScope? owner)
    {
        if (disposable is not torch.Tensor tensor)
        {
            throw new InvalidOperationException("A dispose scope can own tensors only.");
        }

        var before = tensor.OwningDisposeScope;
        tensor.OwningDisposeScope = owner;
        return before;
    }

    private DisposeScope Open()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return this;
    }
}
