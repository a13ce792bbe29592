using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace MPruner.Architecture.Tests;

/// <summary>Collects the types of an assembly that handles and signatures mention; types of other assemblies do not count.</summary>
/// <remarks>Decoding a signature calls the members of the interface; their results are not used.</remarks>
internal sealed class TypeCollector(MetadataReader reader) : ISignatureTypeProvider<bool, object?>
{
    /// <summary>What was found.</summary>
    public HashSet<TypeDefinitionHandle> Types { get; } = [];

    /// <summary>Adds the types that a type, method or field mentions.</summary>
    public void Add(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition when !handle.IsNil:
                Types.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _ = reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                Types.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Types.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(method.Method);
                _ = method.DecodeSignature(this, null);
                break;
        }
    }

    /// <inheritdoc/>
    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Types.Add(handle);

    /// <inheritdoc/>
    public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Add(handle);
        return true;
    }

    /// <inheritdoc/>
    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

    /// <inheritdoc/>
    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

    /// <inheritdoc/>
    public bool GetGenericMethodParameter(object? genericContext, int index) => false;

    /// <inheritdoc/>
    public bool GetGenericTypeParameter(object? genericContext, int index) => false;

    /// <inheritdoc/>
    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

    /// <inheritdoc/>
    public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

    /// <inheritdoc/>
    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

    /// <inheritdoc/>
    public bool GetArrayType(bool elementType, ArrayShape shape) => false;

    /// <inheritdoc/>
    public bool GetByReferenceType(bool elementType) => false;

    /// <inheritdoc/>
    public bool GetPinnedType(bool elementType) => false;

    /// <inheritdoc/>
    public bool GetPointerType(bool elementType) => false;

    /// <inheritdoc/>
    public bool GetSZArrayType(bool elementType) => false;
}
