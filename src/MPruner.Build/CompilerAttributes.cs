// What the compiler needs for init and required on netstandard2.0.
namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;

    [AttributeUsage(Members, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute
    {
        private const AttributeTargets Members =
            AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property;
    }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Constructor, Inherited = false)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}
