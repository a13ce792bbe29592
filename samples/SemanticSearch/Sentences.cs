using Microsoft.ML.Tokenizers;

namespace SemanticSearch;

/// <summary>Turns texts into the model's three inputs, each [texts, Length].</summary>
internal sealed class Sentences(string vocabulary)
{
    /// <summary>Longer texts are cut off, shorter ones padded; one gloss in a hundred is longer.</summary>
    public const int Length = 40;

    private readonly BertTokenizer tokenizer = BertTokenizer.Create(vocabulary);

    /// <summary>The tokens of texts.</summary>
    public Tokens Encode(string[] texts)
    {
        var tokens = new Tokens(texts.Length, new long[texts.Length * Length], new long[texts.Length * Length]);
        foreach (var (i, text) in texts.Index())
        {
            foreach (var (j, id) in tokenizer.EncodeToIds(text, Length, out _, out _).Index())
            {
                tokens.Ids[(i * Length) + j] = id;
                tokens.Mask[(i * Length) + j] = 1;
            }
        }

        return tokens;
    }
}

/// <summary>Token numbers, and 1 where a token is no padding.</summary>
internal sealed record Tokens(int Count, long[] Ids, long[] Mask)
{
    /// <summary>By the names that the model gives its inputs.</summary>
    public IEnumerable<(string Name, long[] Values)> Inputs =>
        [("input_ids", Ids), ("attention_mask", Mask), ("token_type_ids", new long[Ids.Length])];
}
