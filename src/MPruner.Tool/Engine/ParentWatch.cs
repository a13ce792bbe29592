namespace MPruner.Tool.Engine;

/// <summary>Ends the child process when its parent ends.</summary>
internal static class ParentWatch
{
    /// <summary>Ends the process when the parent's end of the standard input closes, a kill included.</summary>
    public static void EndWithParent()
    {
        var watcher = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
            }

            ProcessEnd.Now(1);
        })
        { IsBackground = true };
        watcher.Start();
    }
}
