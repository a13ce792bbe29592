namespace MPruner.Core.Planning;

/// <summary>A strategy for choosing the blocks to remove.</summary>
internal interface ISearch
{
    /// <summary>Attempts removals until no further one is promising. The result is <see cref="Attempts.Best"/>.</summary>
    void Run();
}
