using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MPruner.Architecture.Tests;

/// <summary>Which types of an assembly its types mention: as base types, in signatures, in attributes, and in method bodies.</summary>
/// <remarks>Constants and <c>nameof</c> leave no trace in compiled code, so they are not seen.</remarks>
internal sealed class TypeUses(PEReader file, MetadataReader reader)
{
    /// <summary>Every pair of namespaces of which the first uses the second.</summary>
    public IEnumerable<(string User, string Used)> Namespaces() =>
        reader.TypeDefinitions.SelectMany(user => Of(user).Select(used => (Namespace(user), Namespace(used)))).Distinct().Order();

    /// <summary>The types of this assembly that a type mentions.</summary>
    private HashSet<TypeDefinitionHandle> Of(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var found = new TypeCollector(reader);
        found.Add(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            found.Add(reader.GetInterfaceImplementation(implemented).Interface);
        }

        AddAttributes(type.GetCustomAttributes(), found);
        AddConstraints(type.GetGenericParameters(), found);
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            _ = field.DecodeSignature(found, null);
            AddAttributes(field.GetCustomAttributes(), found);
        }

        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            _ = method.DecodeSignature(found, null);
            AddAttributes(method.GetCustomAttributes(), found);
            AddConstraints(method.GetGenericParameters(), found);
            AddBody(method, found);
        }

        return found.Types;
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes, TypeCollector found)
    {
        foreach (var attribute in attributes)
        {
            found.Add(reader.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void AddConstraints(GenericParameterHandleCollection parameters, TypeCollector found)
    {
        foreach (var constraint in parameters.SelectMany(parameter => reader.GetGenericParameter(parameter).GetConstraints()))
        {
            found.Add(reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void AddBody(MethodDefinition method, TypeCollector found)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _ = reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(found, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            found.Add(region.CatchType);
        }

        foreach (var mentioned in MethodTokens.Of(body.GetILReader()))
        {
            found.Add(mentioned);
        }
    }

    /// <summary>A nested type has the namespace of the outermost one.</summary>
    private string Namespace(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return reader.GetString(type.Namespace);
    }
}
