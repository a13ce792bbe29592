using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MPruner.Tests;

/// <summary>A real nginx with WebDAV on a free port, with a folder of its own, as the current user.</summary>
internal sealed class NginxServer : IDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-nginx-").FullName;
    private readonly Process process;
    private readonly int port = FreePort();

    /// <summary>Starts it; below <c>/closed</c> only <see cref="Writer"/> may write.</summary>
    public NginxServer()
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        File.WriteAllText(Path.Combine(folder, "writers"), "ci:{PLAIN}open sesame\n");
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), Configuration());
        process = Process.Start(Program, ["-p", folder, "-e", "error.log", "-c", "nginx.conf"]);
        Wait();
    }

    /// <summary>What everyone may read and write.</summary>
    public string Address => $"http://127.0.0.1:{port}/open";

    /// <summary>What everyone may read.</summary>
    public string ClosedAddress => $"http://127.0.0.1:{port}/closed";

    /// <summary>The credential of the one who may write there: <c>ci:open sesame</c>.</summary>
    public static string Writer => "Basic Y2k6b3BlbiBzZXNhbWU=";

    /// <summary>The requests so far, one line each.</summary>
    public string[] Requests => File.ReadAllLines(Path.Combine(folder, "access.log"));

    /// <summary>The files that it has stored.</summary>
    public string[] Stored => Directory.GetFiles(Path.Combine(folder, "data"), "*", SearchOption.AllDirectories);

    /// <summary>Skips the test if this machine has none.</summary>
    public static void OrSkip() => Assert.SkipUnless(File.Exists(Program), $"Needs {Program}: run eng/setup.sh");

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Configuration()
    {
        string Temporary(string what) => $"{what}_temp_path {folder}/{what};";
        return $$"""
            daemon off;
            master_process off;
            pid {{folder}}/pid;
            events {}
            http {
              access_log {{folder}}/access.log;
              {{Temporary("client_body")}} {{Temporary("proxy")}} {{Temporary("fastcgi")}} {{Temporary("uwsgi")}} {{Temporary("scgi")}}
              server {
                listen 127.0.0.1:{{port}};
                root {{folder}}/data;
                dav_methods PUT;
                create_full_put_path on;
                client_max_body_size 0;
                location /open/ { }
                location /closed/ {
                  limit_except GET { auth_basic writers; auth_basic_user_file {{folder}}/writers; }
                }
              }
            }
            """;
    }

    private void Wait()
    {
        for (var clock = Stopwatch.StartNew(); !IsListening(); Thread.Sleep(20))
        {
            if (process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                var log = Path.Combine(folder, "error.log");
                var reason = File.Exists(log) ? File.ReadAllText(log) : "no error.log";
                Dispose();
                Assert.Fail("nginx does not start: " + reason);
            }
        }
    }

    private bool IsListening()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
