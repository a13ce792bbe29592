using MPruner.Shared.Requests;

namespace MPruner.Build.Requests;

/// <summary>The JSON that <c>mpruner build</c> reads; docs/build-request.md describes it.</summary>
internal static class RequestText
{
    /// <summary>The request for these models, the same text for the same models and options.</summary>
    public static string Of(IReadOnlyList<ModelRequest> models, string cacheDirectory, string cacheUniverse)
    {
        JsonWriter json = new JsonWriter().Open('{').Open('[', RequestMember.Models);
        foreach (ModelRequest model in models)
        {
            json.Open('{')
                .Text(RequestMember.Input, model.Input)
                .Text(RequestMember.Calibration, model.Calibration)
                .Text(RequestMember.Evaluation, model.Evaluation)
                .Text(RequestMember.Analysis, model.Analysis)
                .Text(RequestMember.Output, model.Output)
                .Text(RequestMember.Report, model.Report)
                .Text(RequestMember.Page, model.Page)
                .Open('{', RequestMember.Options);
            foreach (KeyValuePair<string, string> option in model.Options)
            {
                json.Literal(option.Key, option.Value);
            }

            json.Close('}').Close('}');
        }

        return json.Close(']')
            .Text(RequestMember.CacheDirectory, cacheDirectory)
            .Text(RequestMember.CacheUniverse, cacheUniverse.Length == 0 ? null : cacheUniverse)
            .Close('}')
            .ToString();
    }
}
