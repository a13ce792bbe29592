namespace MPruner.Tool.Engine;

/// <summary>Loads a model file where a crash of libtorch does no harm.</summary>
internal interface IFileProbe
{
    /// <summary>Returns when the file was loaded, or was refused in an orderly way that loading it here will repeat.</summary>
    /// <param name="path">The model.</param>
    /// <param name="cancel">Ends the child.</param>
    /// <returns>Whether the file was loaded.</returns>
    /// <exception cref="ToolException">
    /// <c>MPR3003</c>, <c>MPR3004</c>: the engine threw, which ended the child. <c>MPR3401</c>: the child crashed for another reason.
    /// </exception>
    bool Load(string path, CancellationToken cancel);
}
