using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace MPruner.Architecture.Tests;

/// <summary>The types, methods and fields that the instructions of a method mention.</summary>
/// <remarks>ECMA-335, partition III: an opcode has one byte, or two of which the first is 0xFE.</remarks>
internal static class MethodTokens
{
    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    /// <summary>All of them, in the order of the instructions.</summary>
    public static IEnumerable<EntityHandle> Of(BlobReader instructions)
    {
        List<EntityHandle> found = [];
        while (instructions.RemainingBytes > 0)
        {
            int code = instructions.ReadByte();
            var operand = Operands[code == TwoBytes ? (TwoBytes << 8) | instructions.ReadByte() : code];
            switch (operand)
            {
                case OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok:
                    found.Add((EntityHandle)MetadataTokens.Handle(instructions.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = instructions.ReadInt32();
                    instructions.Offset += 4 * targets;
                    break;
                default:
                    instructions.Offset += Size(operand);
                    break;
            }
        }

        return found;
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
