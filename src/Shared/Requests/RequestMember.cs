namespace MPruner.Shared.Requests;

/// <summary>The members of a build request, <c>docs/build-request.md</c>. The build writes them, the tool reads them.</summary>
internal static class RequestMember
{
    /// <summary>The array of models.</summary>
    public const string Models = "models";

    /// <summary>The cache's folder.</summary>
    public const string CacheDirectory = "cacheDirectory";

    /// <summary>Any text; results are shared only by runs with the same one.</summary>
    public const string CacheUniverse = "cacheUniverse";

    /// <summary>Whether results are looked up and stored.</summary>
    public const string UseCache = "useCache";

    /// <summary>Of a model: the TorchScript file.</summary>
    public const string Input = "input";

    /// <summary>Of a model: the data to measure on.</summary>
    public const string Calibration = "calibration";

    /// <summary>Of a model: the data to judge on.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>Of a model: what several machines measured of it, in place of measuring.</summary>
    public const string Analysis = "analysis";

    /// <summary>Of a model: the file to ship.</summary>
    public const string Output = "output";

    /// <summary>Of a model: the report.</summary>
    public const string Report = "report";

    /// <summary>Of a model: the report as a page to read.</summary>
    public const string Page = "page";

    /// <summary>Of a model: the object of <see cref="RequestOption"/>s.</summary>
    public const string Options = "options";
}
