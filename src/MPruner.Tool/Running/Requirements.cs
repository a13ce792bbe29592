using System.Globalization;
using MPruner.Core.Reports;

namespace MPruner.Tool.Running;

/// <summary>What the user requires of the result besides its quality.</summary>
internal static class Requirements
{
    /// <summary>1 − 900/1000 is a little less than 0.1.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Checks a result before it is written.</summary>
    /// <exception cref="ToolException"><c>MPR2201</c>: less was removed than required.</exception>
    public static void Check(PruningResult result, PruneJob job)
    {
        var options = job.Options;
        var parameters = result.Parameters.After ?? result.Parameters.Before;
        var bytes = result.Bytes.After ?? result.Bytes.Before;
        var removed = result.Parameters.Before == 0 ? 0 : 1 - ((double)parameters / result.Parameters.Before);
        if (options.MinReduction is { } required && removed < required - Rounding)
        {
            throw Unmet($"{removed:0.0%} of the parameters were removed, and MinReduction requires {required:0.0%}");
        }

        if (parameters > options.MaxParameters)
        {
            throw Unmet($"{parameters:N0} parameters are left, and MaxParameters allows {options.MaxParameters:N0}");
        }

        if (bytes > options.MaxBytes)
        {
            throw Unmet($"the file has {bytes:N0} bytes, and MaxBytes allows {options.MaxBytes:N0}");
        }

        ToolException Unmet(FormattableString finding)
        {
            var drop = options.MaxDrop.ToString(CultureInfo.InvariantCulture);
            return new(
                "MPR2201",
                job.Model,
                $"{finding.ToString(CultureInfo.InvariantCulture)}: no more can be removed within MaxDrop {drop}. "
                + "Relax the requirement, raise MaxDrop, lower Threshold, or choose a stronger Recovery.");
        }
    }
}
