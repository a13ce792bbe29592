using System.Reflection;
using System.Reflection.Metadata;

namespace MPruner.Architecture.Tests;

/// <summary>How many parameters the methods of an assembly have that people write, local functions included.</summary>
/// <remarks>
/// Constructors of records and of syntax nodes only list what the type holds, a native function is as its library declares it, and
/// a lambda expression is as its delegate declares it: these may have any number.
/// </remarks>
internal sealed class ParameterCounts(MetadataReader reader)
{
    private const string SyntaxNodes = "MPruner.TorchScript.Code.Syntax";
    private const string LocalFunction = ">g__";

    /// <summary>The methods with more parameters than the limit: <c>Namespace.Type.Method: 6 parameters</c>.</summary>
    public IEnumerable<string> Over(int limit) =>
        from typeHandle in reader.TypeDefinitions
        let type = reader.GetTypeDefinition(typeHandle)
        from method in type.GetMethods().Select(reader.GetMethodDefinition)
        let count = Count(method)
        where count > limit && !IsExempt(type, method)
        select $"{NameOf(type)}.{reader.GetString(method.Name)}: {count} parameters, expected at most {limit}";

    /// <summary>Variables that a local function captures are parameters without a name.</summary>
    private int Count(MethodDefinition method) => method.GetParameters()
        .Select(reader.GetParameter)
        .Count(parameter => parameter.SequenceNumber > 0 && reader.GetString(parameter.Name).Length > 0);

    private bool IsExempt(TypeDefinition type, MethodDefinition method)
    {
        var name = reader.GetString(method.Name);
        if (name.Contains(LocalFunction, StringComparison.Ordinal))
        {
            return false;
        }

        return IsGenerated(method.GetCustomAttributes()) || IsGenerated(type.GetCustomAttributes())
            || method.ImplAttributes.HasFlag(MethodImplAttributes.Runtime)
            || method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
            || (name == ".ctor" && (IsRecord(type) || reader.GetString(type.Namespace) == SyntaxNodes));
    }

    private bool IsRecord(TypeDefinition type) => type.GetMethods()
        .Select(handle => reader.GetString(reader.GetMethodDefinition(handle).Name))
        .Any(name => name is "<Clone>$" or "PrintMembers");

    private bool IsGenerated(CustomAttributeHandleCollection attributes) => attributes
        .Select(handle => reader.GetCustomAttribute(handle).Constructor)
        .Any(constructor => AttributeName(constructor) is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute");

    /// <summary>The name of an attribute that another assembly defines; empty for our own.</summary>
    private string AttributeName(EntityHandle constructor)
    {
        if (constructor.Kind != HandleKind.MemberReference)
        {
            return "";
        }

        var type = reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        return type.Kind == HandleKind.TypeReference ? reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name) : "";
    }

    private string NameOf(TypeDefinition type)
    {
        var outer = type.GetDeclaringType();
        var before = outer.IsNil ? reader.GetString(type.Namespace) : NameOf(reader.GetTypeDefinition(outer));
        return $"{before}.{reader.GetString(type.Name)}";
    }
}
