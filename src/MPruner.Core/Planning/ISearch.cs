namespace MPruner.Core.Planning;

/// <summary>A way to decide what goes.</summary>
internal interface ISearch
{
    /// <summary>Attempts removals as long as they promise something; the best of them is the answer.</summary>
    void Run();
}
