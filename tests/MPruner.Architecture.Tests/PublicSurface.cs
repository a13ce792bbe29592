using System.Reflection;
using System.Runtime.CompilerServices;

namespace MPruner.Architecture.Tests;

/// <summary>What users of the libraries can call. A change of a golden file is a change of the contract and needs its reason in the commit.</summary>
public sealed class PublicSurface
{
    [Theory]
    [InlineData("MPruner.Core")]
    public void IsTheGoldenOne(string assembly)
    {
        var golden = Path.Combine(AppContext.BaseDirectory, assembly + ".golden.txt");
        var surface = string.Concat(Assembly.Load(assembly).GetExportedTypes().OrderBy(Name, StringComparer.Ordinal).Select(Describe));
        var received = Path.ChangeExtension(golden, null).Replace(".golden", ".received.txt", StringComparison.Ordinal);
        File.WriteAllText(received, surface);

        Assert.True(
            File.ReadAllText(golden) == surface,
            $"The public surface of {assembly} changed. If that is meant, copy '{received}' over tests/MPruner.Architecture.Tests/{assembly}.golden.txt and say why in the commit.");
    }

    private static string Describe(Type type)
    {
        var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not Type && !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not MethodInfo { IsSpecialName: true })
            .Select(Describe)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return $"{Kind(type)} {Name(type)}\n{string.Concat(members.Select(member => $"  {member}\n"))}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    private static string Describe(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true, DeclaringType.IsEnum: true } value => $"{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name}{Parameters(property.GetIndexParameters(), '[', ']')} {{{(property.GetMethod is null ? "" : " get;")}{(property.SetMethod is not { IsPublic: true } set ? "" : IsInit(set) ? " init;" : " set;")} }}",
        ConstructorInfo constructor => $"new{Parameters(constructor.GetParameters(), '(', ')')}",
        MethodInfo method => $"{Name(method.ReturnType)} {method.Name}{Parameters(method.GetParameters(), '(', ')')}",
        _ => $"{member.MemberType} {member.Name}",
    };

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Parameters(ParameterInfo[] parameters, char open, char close) =>
        parameters.Length == 0 && open == '[' ? "" : $"{open}{string.Join(", ", parameters.Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"))}{close}";

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var name = (type.Namespace?.StartsWith("MPruner", StringComparison.Ordinal) == true ? type.FullName ?? type.Name : type.Name).Split('[')[0].Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
