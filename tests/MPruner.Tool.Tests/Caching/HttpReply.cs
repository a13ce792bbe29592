namespace MPruner.Tool.Tests.Caching;

/// <summary>What a <see cref="FaultyServer"/> answers.</summary>
/// <param name="Status">The code and the reason.</param>
/// <param name="Body">The bytes.</param>
internal sealed record HttpReply(string Status, byte[] Body)
{
    /// <summary>The header with the length; null leaves it out.</summary>
    public long? Length { get; init; } = Body.Length;

    /// <summary>One more header.</summary>
    public string Header { get; init; } = "X-Test: 1";

    /// <summary>How much of the answer is sent, counted with its head, before the server stops.</summary>
    public int Sent { get; init; } = int.MaxValue;

    /// <summary>Whether the server then goes on with a byte now and then.</summary>
    public bool Drips { get; init; }

    /// <summary>Whether the server then keeps the connection open and silent.</summary>
    public bool Hangs { get; init; }
}
