namespace MPruner.Docs.Tests.Documents;

/// <summary>What is done with a block of code.</summary>
internal enum Rule
{
    /// <summary>No rule covers it, which fails a test.</summary>
    None,

    /// <summary>Lines of a project: a project with them is built.</summary>
    Project,

    /// <summary>C#: compiled in such a project.</summary>
    Program,

    /// <summary>Commands: run in a folder that has the files which they name.</summary>
    Shell,

    /// <summary>Run where Python has PyTorch.</summary>
    Python,

    /// <summary>The commands in it are parsed.</summary>
    Pipeline,

    /// <summary>Read as a request by the tool's own reader.</summary>
    Request,

    /// <summary>A step of getting-started, done literally and in order.</summary>
    Newcomer,

    /// <summary>Shows output or a drawing; commands behind a prompt in it are parsed.</summary>
    Output,

    /// <summary>Made and checked by another test.</summary>
    Elsewhere,

    /// <summary>Not ours to run: see <see cref="Exceptions"/>.</summary>
    Foreign,
}
