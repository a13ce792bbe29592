using System.Runtime.InteropServices;
using MPruner.Tool.Engine;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Running;

/// <summary>Turns Ctrl+C and termination signals into a cancellation, and exits the process when that takes too long.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>A native call cannot be cancelled, and the process promises to exit within two seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.2);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Starts listening.</summary>
    public Interruption()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Interrupt))];
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        var guard = new Thread(() =>
        {
            Thread.Sleep(Patience);
            lock (AtomicFile.Gate)
            {
                ProcessEnd.Now((int)ExitCode.Interrupted);
            }
        })
        { IsBackground = true };
        guard.Start();
        source.Cancel();
    }
}
