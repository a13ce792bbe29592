using MPruner.Core.Ports;
using MPruner.TorchScript;

namespace MPruner.ScriptModels.Tensors;

/// <summary>Converts between the element types of arrays and PyTorch's scalar types, which have the same numbers.</summary>
internal static class ElementTypes
{
    /// <summary>The element type of a tensor's values.</summary>
    public static ElementType ToElementType(this ScalarType type) => (ElementType)type;

    /// <summary>The scalar type of an array.</summary>
    public static ScalarType ToScalarType(this ElementType type) => (ScalarType)type;
}
