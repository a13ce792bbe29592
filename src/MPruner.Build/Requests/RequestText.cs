namespace MPruner.Build.Requests;

/// <summary>The JSON that <c>mpruner build</c> reads; docs/build-request.md describes it.</summary>
internal static class RequestText
{
    /// <summary>The request for these models, the same text for the same models and options.</summary>
    public static string Of(IReadOnlyList<ModelRequest> models, string cacheDirectory)
    {
        JsonWriter json = new JsonWriter().Open('{').Open('[', "models");
        foreach (ModelRequest model in models)
        {
            json.Open('{')
                .Text("input", model.Input)
                .Text("calibration", model.Calibration)
                .Text("evaluation", model.Evaluation)
                .Text("output", model.Output)
                .Text("report", model.Report)
                .Open('{', "options");
            foreach (KeyValuePair<string, string> option in model.Options)
            {
                json.Literal(option.Key, option.Value);
            }

            json.Close('}').Close('}');
        }

        return json.Close(']').Text("cacheDirectory", cacheDirectory).Close('}').ToString();
    }
}
