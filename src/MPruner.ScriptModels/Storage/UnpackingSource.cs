using System.Text;
using MPruner.TorchScript.Code;

namespace MPruner.ScriptModels.Storage;

/// <summary>
/// Writes the TorchScript that turns stored tensors into the parameters that they stand for while a file is loaded: a class, and a function
/// for each class of modules.
/// </summary>
internal sealed class UnpackingSource
{
    /// <summary>The module of the code.</summary>
    public const string Module = QualifiedName.Root + ".mpruner.storage";

    /// <summary>The class that holds what a file stores beside its tensors.</summary>
    public const string Class = Module + ".Unpacking";

    private const string ClassText =
        $"""
        class Unpacking:
          scales : Tensor
          numbers : List[int]
          trained : List[bool]
          unpacked : List[Tensor]
          visits : int
          rows : int
          def next(self: {Class},
            stored: Tensor) -> Tensor:
            number = (self.numbers)[self.visits]
            self.visits = torch.add(self.visits, 1)
            if torch.lt(number, 0):
              tensor = stored
            else:
              if torch.eq(number, torch.len(self.unpacked)):
                _0 = torch.append(self.unpacked, torch.requires_grad_((self).unpack(stored, ), (self.trained)[number]))
              else:
                pass
              tensor = (self.unpacked)[number]
            return tensor
          def unpack(self: {Class},
            stored: Tensor) -> Tensor:
            if torch.eq(ops.prim.dtype(stored), 1):
              count = torch.size(stored, 0)
              shape = [count]
              for _1 in range(torch.sub(torch.dim(stored), 1)):
                _2 = torch.append(shape, 1)
              scale = torch.slice(self.scales, 0, self.rows, torch.add(self.rows, count))
              self.rows = torch.add(self.rows, count)
              values = torch.mul_(torch.to(stored, 6), torch.reshape(scale, shape))
            else:
              if torch.eq(ops.prim.dtype(stored), 5):
                values = torch.to(stored, 6)
              else:
                values = torch.clone(stored)
            return values

        """;

    private readonly Dictionary<string, string> functions = new(StringComparer.Ordinal);
    private readonly StringBuilder text = new(ClassText);

    /// <summary>The class, and the functions that were asked for.</summary>
    public string Text => text.ToString();

    /// <summary>The call of the function that unpacks everything under a module; the function is added if it is new.</summary>
    /// <param name="module">The module as an expression.</param>
    /// <param name="slots">Its class.</param>
    /// <param name="unpacking">The object of the class <see cref="Class"/>.</param>
    public string Call(string module, ClassSlots slots, string unpacking) => $"{FunctionFor(slots)}({module}, {unpacking}, )";

    /// <summary>The lines that unpack a module's own tensors and those of its children.</summary>
    /// <param name="module">The name of the variable with the module.</param>
    /// <param name="slots">Its class.</param>
    /// <param name="unpacking">The object of the class <see cref="Class"/>.</param>
    public IEnumerable<string> Lines(string module, ClassSlots slots, string unpacking)
    {
        foreach (var (name, isOptional) in slots.Tensors)
        {
            if (!isOptional)
            {
                yield return $"{module}.{name} = ({unpacking}).next({module}.{name}, )";
                continue;
            }

            yield return $"_{name} = {module}.{name}";
            yield return $"if torch.__isnot__(_{name}, None):";
            yield return $"  {module}.{name} = ({unpacking}).next(unchecked_cast(Tensor, _{name}), )";
            yield return "else:";
            yield return "  pass";
        }

        foreach (var (name, child) in slots.Children)
        {
            var value = ClassSlots.IsAssignable(name) ? $"{module}.{name}" : $"getattr({module}, \"{name}\")";
            yield return $"_ = {Call(value, child, unpacking)}";
        }
    }

    private string FunctionFor(ClassSlots slots)
    {
        if (!functions.TryGetValue(slots.Name, out var function))
        {
            var name = FormattableString.Invariant($"unpack_{functions.Count}");
            functions[slots.Name] = function = $"{Module}.{name}";
            var lines = Lines("module", slots, "unpacking").ToList();
            text.Append("def ").Append(name).Append("(module: ").Append(slots.Name).Append(",\n    unpacking: ").Append(Class)
                .Append(") -> NoneType:\n")
                .AppendJoin("", lines.Append("return None").Select(line => $"  {line}\n"));
        }

        return function;
    }
}
