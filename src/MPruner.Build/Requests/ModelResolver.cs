using Microsoft.Build.Framework;
using MPruner.Build.Work;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;
using MPruner.Shared.Requests;

namespace MPruner.Build.Requests;

/// <summary>Turns <c>PruneModel</c> items into requests, and reports what is wrong with them before any work is done.</summary>
/// <param name="projectDirectory">The folder that relative paths are relative to.</param>
internal sealed class ModelResolver(string projectDirectory)
{
    private readonly List<Finding> findings = [];
    private readonly OutputNames names = new();

    /// <summary>What is wrong, in the order of the items.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>The requests of all valid items.</summary>
    public IReadOnlyList<ModelRequest> Resolve(IEnumerable<ITaskItem> items)
    {
        var requests = new List<ModelRequest>();
        foreach (ITaskItem item in items)
        {
            int before = findings.Count(finding => finding.IsError);
            ModelRequest request = Resolve(item);
            if (requests.Find(other => other.LogicalName.Equals(request.LogicalName, StringComparison.OrdinalIgnoreCase)) is { } twin)
            {
                string suggestion = $"{Path.GetFileName(Path.GetDirectoryName(request.Input))}.{request.LogicalName}";
                Error(
                    "MPR5106",
                    item,
                    $"{request.Name}: its LogicalName '{request.LogicalName}' is also that of {twin.Name} (case is ignored). "
                    + $"Give one of them another LogicalName, such as LogicalName=\"{suggestion}\".");
            }

            if (findings.Count(finding => finding.IsError) == before)
            {
                requests.Add(request);
            }
        }

        return requests;
    }

    private ModelRequest Resolve(ITaskItem item)
    {
        string input = Absolute(item.ItemSpec);
        if (!LinkTarget.IsFile(input))
        {
            Error("MPR5101", item, $"{item.ItemSpec}: {Absent(input)} Correct the Include of <PruneModel>, or put the model there.");
        }
        else if (IsPruned(input))
        {
            Error(
                "MPR5108",
                item,
                $"{item.ItemSpec}: '{input}' was written by an earlier build, as the result of pruning; expected a model that was not. "
                + "Correct the Include of <PruneModel>, or exclude the folder of intermediate files: Exclude=\"obj/**\".");
        }
        else
        {
            Fetched(item, input);
        }

        foreach (string name in ItemOptions.Unknown(item))
        {
            string options = string.Join(", ", ItemOptions.All.Select(option => option.Name));
            findings.Add(new Finding(
                false,
                "MPR5107",
                DefinedIn(item),
                $"{item.ItemSpec}: <PruneModel> has no option '{name}' in this version; it is ignored. The options are {options}."));
        }

        string logicalName = Metadata(item, "LogicalName") ?? Path.GetFileName(input);
        (string output, string report, string page) = names.For(logicalName);
        var request = new ModelRequest
        {
            Name = item.ItemSpec,
            Input = input,
            Calibration = Data(item, input, RequestMember.Calibration) ?? Missing(item, input),
            Evaluation = Data(item, input, RequestMember.Evaluation),
            Analysis = Analysis(item),
            Output = output,
            Report = report,
            Page = page,
            LogicalName = logicalName,
            ShippedAs = Option(item, ItemOptions.ShipAs)?.Trim('"') ?? ShippedAs.EmbeddedResource,
            HasAccessor = Option(item, ItemOptions.GenerateAccessor) != "\"false\"",
            OriginalOnFailure = Option(item, ItemOptions.OnFailure) == "\"Warn\"",
            Options = [.. ItemOptions.All
                .Select(option => new KeyValuePair<string, string?>(option.JsonName, Option(item, option)))
                .Where(option => option.Value is not null)
                .Select(option => new KeyValuePair<string, string>(option.Key, option.Value!))],
        };
        CheckPlace(item, request);
        return request;
    }

    /// <summary>A file that is shipped beside the app must lie in its folder, where the generated code opens it.</summary>
    private void CheckPlace(ITaskItem item, ModelRequest request)
    {
        string name = request.LogicalName;
        if (request.ShippedAs == ShippedAs.Content && (Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..")))
        {
            Error(
                "MPR5105",
                item,
                $"{item.ItemSpec}: LogicalName=\"{name}\" is not a place in the app's folder, where ShipAs=\"Content\" puts the file. "
                + "Expected a name such as model.pt, or a path such as models/model.pt.");
        }
    }

    /// <summary>The data file that the item names, or else the conventional one beside the model; null where neither exists.</summary>
    private string? Data(ITaskItem item, string input, string purpose)
    {
        string name = ItemOption.MetadataName(purpose);
        if (Metadata(item, name) is { } named)
        {
            string path = Absolute(named);
            if (!LinkTarget.IsFile(path))
            {
                Error(
                    "MPR5102",
                    item,
                    $"{item.ItemSpec}: {name}=\"{named}\" is not a file: {Absent(path)} Correct the path. "
                    + ConventionalData.Advice(input, purpose));
            }

            return Fetched(item, path);
        }

        string conventional = ConventionalData.PathFor(input, purpose);
        return File.Exists(conventional) ? Present(item, conventional) : null;
    }

    /// <summary>The merged analysis that the item names; none is looked for.</summary>
    private string? Analysis(ITaskItem item)
    {
        if (Metadata(item, "Analysis") is not { } named)
        {
            return null;
        }

        string path = Absolute(named);
        if (!LinkTarget.IsFile(path))
        {
            Error(
                "MPR5102",
                item,
                $"{item.ItemSpec}: Analysis=\"{named}\" is not a file: {Absent(path)} "
                + "Correct the path, or make the file with 'mpruner merge'.");
        }

        return Fetched(item, path);
    }

    /// <summary>A link that leads nowhere is a mistake, and not the absence of optional data.</summary>
    private string Present(ITaskItem item, string path)
    {
        if (!LinkTarget.IsFile(path))
        {
            Error("MPR5102", item, $"{item.ItemSpec}: {Absent(path)} Correct the link, or delete it.");
        }

        return Fetched(item, path);
    }

    /// <summary>A pointer to a file is never embedded, not even as the original of a model that cannot be pruned.</summary>
    private string Fetched(ITaskItem item, string path)
    {
        if (PointerFile.Describe(path) is { } finding)
        {
            Error(PointerFile.Code, item, $"{item.ItemSpec}: {finding}");
        }

        return path;
    }

    private string Missing(ITaskItem item, string input)
    {
        if (LinkTarget.IsFile(input) && !IsPruned(input))
        {
            string conventional = ConventionalData.PathFor(input, RequestMember.Calibration);
            Error(
                "MPR5103",
                item,
                $"{item.ItemSpec}: no calibration data: the item has no Calibration=\"…\", and '{conventional}' does not exist. "
                + ConventionalData.Advice(input, RequestMember.Calibration));
        }

        return "";
    }

    private string? Option(ITaskItem item, ItemOption option)
    {
        if (Metadata(item, option.Name) is not { } text)
        {
            return null;
        }

        string? json = option.ToJson(text);
        if (json is null)
        {
            Error(
                option.IsChoice ? "MPR5105" : "MPR5104",
                item,
                $"{item.ItemSpec}: {option.Name}=\"{text}\" is not {option.Expected}. Correct the metadata of <PruneModel>.");
        }

        return json;
    }

    private void Error(string code, ITaskItem item, string message) => findings.Add(new Finding(true, code, DefinedIn(item), message));

    private string Absolute(string path) => Path.GetFullPath(Path.Combine(projectDirectory, path));

    private static string? Metadata(ITaskItem item, string name) => item.GetMetadata(name) is { Length: > 0 } value ? value : null;

    private static string DefinedIn(ITaskItem item) => item.GetMetadata("DefiningProjectFullPath");

    private static bool IsPruned(string input) => WorkDirectory.IsOne(Path.GetDirectoryName(input)!);

    private static string Absent(string path) => LinkTarget.Of(path) is var target && target == path
        ? $"there is no file '{path}'."
        : $"there is no file '{target}', to which '{path}' leads as a link; 'dvc checkout' or 'git annex get' may fetch it.";
}
