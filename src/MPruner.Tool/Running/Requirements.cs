using System.Globalization;

namespace MPruner.Tool.Running;

/// <summary>What the user asks of the result beside its quality.</summary>
internal static class Requirements
{
    /// <summary>Checks a result before it is put in place.</summary>
    /// <exception cref="ToolException"><c>MPR2201</c>: less went than was asked for.</exception>
    public static void Check(PruningResult result, PruneJob job)
    {
        var options = job.Options;
        var parameters = result.Parameters.After ?? result.Parameters.Before;
        var bytes = result.Bytes.After ?? result.Bytes.Before;
        var gone = result.Parameters.Before == 0 ? 0 : 1 - ((double)parameters / result.Parameters.Before);
        if (gone < options.MinReduction)
        {
            throw Unmet($"{gone:0.0%} of the parameters went, and MinReduction asks for {options.MinReduction:0.0%}");
        }

        if (parameters > options.MaxParameters)
        {
            throw Unmet($"{parameters:N0} parameters are left, and MaxParameters allows {options.MaxParameters:N0}");
        }

        if (bytes > options.MaxBytes)
        {
            throw Unmet($"the file has {bytes:N0} bytes, and MaxBytes allows {options.MaxBytes:N0}");
        }

        ToolException Unmet(FormattableString finding) => new(
            "MPR2201", job.Model, $"{finding.ToString(CultureInfo.InvariantCulture)}: more is not to be had within MaxDrop {options.MaxDrop.ToString(CultureInfo.InvariantCulture)}. Ask for less, raise MaxDrop, lower Threshold, or choose a stronger Recovery.");
    }
}
