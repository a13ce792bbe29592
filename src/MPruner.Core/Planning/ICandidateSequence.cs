namespace MPruner.Core.Planning;

/// <summary>
/// Ever smaller candidates, of which the search attempts only a few. Their lengths are 1, 2, 3, …; length 0 is the start.
/// </summary>
internal interface ICandidateSequence
{
    /// <summary>The greatest length up to the given one that the sequence has. It is computed only as far as that.</summary>
    int Reach(int length);

    /// <summary>Recovers a candidate and judges it on the tuning split.</summary>
    /// <param name="length">Its length, which the sequence has.</param>
    /// <param name="accepted">The length of the longest candidate that this split accepted; 0 if there is none.</param>
    Attempt Try(int length, int accepted);
}
