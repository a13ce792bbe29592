// Finds definitions by their words with the model that the build pruned and embedded and with the original, and compares the results.
using System.Globalization;
using SemanticSearch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var sentences = new Sentences(Path.Combine(AppContext.BaseDirectory, "vocab.txt"));
var glosses = Glosses.Read().Searched;
byte[][] files = [File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "original.onnx")), ReadAll(PrunedModels.OpenModel())];
var results = new List<int[][]>();

Console.WriteLine($"{glosses.Length} definitions of WordNet, searched for by the words that they define");
Console.WriteLine($"{"",-10}{"found in top 10",17}{"same top 10",13}{"bytes",14}{"ms/text",10}");
foreach (var (name, file) in new[] { "original", "pruned" }.Zip(files))
{
    var search = new Search(file, sentences);
    var definitions = search.Vectors([.. glosses.Select(gloss => gloss.Definition)]);
    var queries = search.Vectors([.. glosses.Select(gloss => gloss.Words)]);
    results.Add([.. queries.Select(query => Search.TopTen(query, definitions))]);
    var found = results[^1].Index().Count(result => result.Item.Contains(result.Index));
    var same = results[^1].Zip(results[0], (a, b) => a.Intersect(b).Count()).Average() / 10;
    Console.WriteLine(
        $"{name,-10}{100.0 * found / glosses.Length,15:F1} %{same * 100,11:F1} %{file.Length,14:N0}"
        + $"{search.Elapsed.TotalMilliseconds / (2 * glosses.Length),10:F2}");
}

static byte[] ReadAll(Stream model)
{
    using (model)
    {
        var bytes = new byte[model.Length];
        model.ReadExactly(bytes);
        return bytes;
    }
}
