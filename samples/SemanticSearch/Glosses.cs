namespace SemanticSearch;

/// <summary>A meaning in WordNet: its words, such as "dog, domestic dog", and its definition.</summary>
internal sealed record Gloss(string Words, string Definition);

/// <summary>WordNet's nouns and verbs in a seeded order: what measures, what judges and what is searched share nothing.</summary>
internal sealed record Glosses(Gloss[] Calibration, Gloss[] Evaluation, Gloss[] Searched)
{
    private const string Folder = "/usr/share/wordnet";

    /// <summary>Reads Debian's package wordnet-base.</summary>
    public static Glosses Read()
    {
        if (!Directory.Exists(Folder))
        {
            throw new DirectoryNotFoundException($"{Folder} is missing. Install WordNet: apt-get install wordnet-base");
        }

        var all = new[] { "data.noun", "data.verb" }
            .SelectMany(file => File.ReadLines(Path.Combine(Folder, file)))
            .Where(line => line[0] != ' ')
            .Select(Parse)
            .ToArray();
        new Random(0).Shuffle(all);
        return new Glosses(all[..512], all[512..1024], all[1024..3024]);
    }

    /// <summary>A line: offset, file, type, count of words (hexadecimal), each word and a number, relations, a bar, definition.</summary>
    private static Gloss Parse(string line)
    {
        var (fields, text) = (line.Split(' '), line[(line.IndexOf('|') + 1)..]);
        var words = Enumerable.Range(0, Convert.ToInt32(fields[3], 16)).Select(i => fields[4 + (2 * i)].Replace('_', ' '));
        return new Gloss(string.Join(", ", words), text.Split("; \"")[0].Trim());
    }
}
