namespace MPruner.TorchScript.Pickle;

/// <summary>A call that PyTorch makes when it loads the pickle: a tensor, a typed list, a device, an enum member.</summary>
public sealed class PickleReduce : PickleValue
{
    /// <summary>A call of <paramref name="callable"/>.</summary>
    public PickleReduce(PickleGlobal callable, PickleValue arguments)
    {
        Callable = callable;
        Arguments = arguments;
        Height = arguments.Height + 1;
    }

    /// <summary>What is called.</summary>
    public PickleGlobal Callable { get; }

    /// <summary>A tuple; for an enum member just its value.</summary>
    public PickleValue Arguments { get; }

    /// <inheritdoc/>
    public override IEnumerable<PickleValue> Children => [Callable, Arguments];
}

/// <summary>A reference to something outside the pickle: a storage.</summary>
public sealed class PicklePersistentId : PickleValue
{
    /// <summary>A reference to the object with this identity.</summary>
    public PicklePersistentId(PickleValue id)
    {
        Id = id;
        Height = id.Height + 1;
    }

    /// <summary>The tuple ('storage', class, key, device, number of elements).</summary>
    public PickleValue Id { get; }

    /// <inheritdoc/>
    public override IEnumerable<PickleValue> Children => [Id];
}
