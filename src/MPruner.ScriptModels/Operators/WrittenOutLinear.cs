using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.Operators;

/// <summary>
/// A linear layer that is written as a matrix product. Code may make rows of the tokens before, and give the result its shape again, as the
/// layers of GPT-2 do.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="Input">What it reads.</param>
/// <param name="InputSite">Where that appears in the code.</param>
internal sealed record WrittenOutLinear(MatrixProduct Product, Value Input, ValueSite InputSite)
{
    /// <summary>The shape [rows, in] that its input gets; null if it is not changed.</summary>
    public ShapeText? Before { get; init; }

    /// <summary>The shape […, out] that its result gets; null if it is not changed.</summary>
    public ShapeText? After { get; init; }

    /// <summary>The operations from its input to its result, without the last one.</summary>
    public required ImmutableArray<OperationValue> Inside { get; init; }

    /// <summary>Finds the layer whose result an operator computes; null if it is anything else.</summary>
    public static WrittenOutLinear? Of(Operator last)
    {
        if ((IsReshape(last) ? MatrixProduct.Behind(last) : last) is not { } sum || MatrixProduct.Of(sum) is not { } product)
        {
            return null;
        }

        var after = IsReshape(last) ? ShapeText.Of(last, 1) : null;
        if (after is not null && !EndsWith(after, product.Weight.Sizes[0]))
        {
            return null;
        }

        if (MatrixProduct.Behind(product.Operator) is { } rows
            && IsReshape(rows)
            && ShapeText.Of(rows, 1) is { Elements.Length: 2 } before
            && EndsWith(before, product.Weight.Sizes[1]))
        {
            return new(product, rows.Input, rows.InputSite) { Before = before, After = after, Inside = Between(last.Value, rows.Input) };
        }

        var site = new ValueSite(last.Value.Frame, product.Operator.Argument(product.At)!);
        return new(product, product.Operator.Input, site) { After = after, Inside = Between(last.Value, product.Operator.Input) };
    }

    /// <summary>Whether such a layer is all that a call of a module computes.</summary>
    public static bool IsAll(ModuleCall call) => call.Result is { } result
        && Operator.Behind(result) is { } last
        && ReferenceEquals(last.Value.Frame, call)
        && Of(last) is { } layer
        && call.Arguments.Any(argument => ReferenceEquals(argument.Source, layer.Input.Source));

    private static bool IsReshape(Operator found) => found is { IsOfTorch: true, Name: "view" or "reshape" };

    /// <summary>Whether the last size of a shape is this one. Where the code computes it, four sizes or more are taken for heads.</summary>
    private static bool EndsWith(ShapeText shape, long size) =>
        shape.Elements.IsEmpty
        || (shape.Number(shape.Elements.Length - 1) is { } last and not -1 ? last == size : shape.Elements.Length <= 3);

    /// <summary>The operations of the same code that compute a value from another one.</summary>
    private static ImmutableArray<OperationValue> Between(OperationValue last, Value input)
    {
        var known = new Dictionary<Value, bool> { [input.Source] = true };
        DependsOnInput(last);
        return [.. known.Where(d => d.Value).Select(d => d.Key).OfType<OperationValue>().Where(o => o != last && o != input.Source)];

        bool DependsOnInput(Value value)
        {
            value = value.Source;
            if (!known.TryGetValue(value, out var depends))
            {
                foreach (var part in PartsOf(value))
                {
                    depends |= DependsOnInput(part);
                }

                known[value] = depends;
            }

            return depends;
        }

        ImmutableArray<Value> PartsOf(Value value) => value switch
        {
            OperationValue operation when ReferenceEquals(operation.Frame, last.Frame) => operation.Inputs,
            GroupValue group => group.Elements,
            _ => [],
        };
    }
}
