using System.Globalization;
using System.Text;

namespace MPruner.TorchScript.Code;

/// <summary>
/// Names such as <c>__torch__.torchvision.models.resnet.___torch_mangle_3.Bottleneck</c>: a module qualifier, which is also
/// the place of the file, and the name of a class or function in it.
/// </summary>
public static class QualifiedName
{
    /// <summary>The root of every name that is defined in an archive.</summary>
    public const string Root = "__torch__";

    private const string Folder = "code/";
    private const string Extension = ".py";
    private const string MangleWord = "___torch_mangle_";

    /// <summary>The name without the parts by which PyTorch tells equally named classes apart (<c>.___torch_mangle_3</c>).</summary>
    public static string Demangle(string qualifiedName)
    {
        if (!qualifiedName.Contains(MangleWord, StringComparison.Ordinal))
        {
            return qualifiedName;
        }

        var kept = new StringBuilder(qualifiedName.Length);
        foreach (var part in qualifiedName.Split('.'))
        {
            if (MangleNumber(part) is null)
            {
                kept.Append(kept.Length == 0 ? "" : ".").Append(part);
            }
        }

        return kept.ToString();
    }

    /// <summary>The name that distinguishes a class by a number: <c>a.b.C</c> and 7 give <c>a.b.___torch_mangle_7.C</c>.</summary>
    /// <param name="qualifiedName">The name; a number that it has already is replaced.</param>
    /// <param name="number">An unused number, see <see cref="CodeLibrary.NextMangle"/>.</param>
    public static string Mangle(string qualifiedName, int number)
    {
        var (qualifier, name) = Split(Demangle(qualifiedName));
        return string.Create(CultureInfo.InvariantCulture, $"{qualifier}.{MangleWord}{number}.{name}");
    }

    /// <summary>The module qualifier and the last part; the qualifier of an undotted name is empty.</summary>
    public static (string Qualifier, string Name) Split(string qualifiedName)
    {
        var dot = qualifiedName.LastIndexOf('.');
        return dot < 0 ? ("", qualifiedName) : (qualifiedName[..dot], qualifiedName[(dot + 1)..]);
    }

    /// <summary>The archive entry of a module: <c>__torch__.a.b</c> is <c>code/__torch__/a/b.py</c>.</summary>
    public static string EntryOf(string qualifier) => Folder + qualifier.Replace('.', '/') + Extension;

    /// <summary>The module of an archive entry, the inverse of <see cref="EntryOf"/>; null if the entry is no code file.</summary>
    public static string? ModuleOf(string entryName) =>
        entryName.StartsWith(Folder, StringComparison.Ordinal) && entryName.EndsWith(Extension, StringComparison.Ordinal)
            && entryName.Length > Folder.Length + Extension.Length
            ? entryName[Folder.Length..^Extension.Length].Replace('/', '.')
            : null;

    /// <summary>The number in a part such as <c>___torch_mangle_3</c>; null for any other part.</summary>
    internal static int? MangleNumber(ReadOnlySpan<char> part) =>
        part.StartsWith(MangleWord)
            && int.TryParse(part[MangleWord.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
