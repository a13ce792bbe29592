using MPruner.Torch.Natives;

namespace MPruner.Torch;

/// <summary>
/// The right of one thread to use libtorch where modules switch oneDNN on for a call (<see cref="ChannelsLast"/>): the switch belongs to
/// the process, and another thread's convolutions would be wrong. Elsewhere threads do not wait for each other.
/// </summary>
internal readonly struct EngineTurn : IDisposable
{
    private static readonly Lock Gate = new();

    private readonly bool isExclusive;

    private EngineTurn(bool isExclusive)
    {
        this.isExclusive = isExclusive;
        if (isExclusive)
        {
            Gate.Enter();
        }
    }

    /// <summary>Waits for the turn; a thread that has it may take it again.</summary>
    public static EngineTurn Take() => new(StartedEngine.Current?.Convolutions == ConvolutionState.ChannelsLast);

    /// <inheritdoc />
    public void Dispose()
    {
        if (isExclusive)
        {
            Gate.Exit();
        }
    }
}
