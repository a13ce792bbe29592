using System.Collections.Immutable;

namespace MPruner.Core.Formats;

/// <summary>A model that was read: what its blocks are, and how it is written without some of them.</summary>
public interface IPrunableModel
{
    /// <summary>The file's bytes.</summary>
    ReadOnlyMemory<byte> File { get; }

    /// <summary>What it takes, and its size.</summary>
    ModelSignature Signature { get; }

    /// <summary>Its block chains in the order in which they run; none where no two blocks follow each other.</summary>
    ImmutableArray<BlockChain> Chains { get; }

    /// <summary>The blocks of all chains, chain by chain.</summary>
    ImmutableArray<Block> Blocks { get; }

    /// <summary>The model before anything was removed from it; null where this is it.</summary>
    IPrunableModel? Origin { get; }

    /// <summary>The paths of the blocks that <see cref="Origin"/> has and this model has not.</summary>
    ImmutableArray<string> Missing { get; }

    /// <summary>The model with its chains as they were measured: blocks that must not be removed after all have their reason.</summary>
    IPrunableModel With(ImmutableArray<BlockChain> chains);

    /// <summary>The model that a candidate has become: what remains of the chains.</summary>
    /// <param name="accepted">The candidate; its model is this one, or one reopened from it.</param>
    /// <param name="file">The candidate's file.</param>
    IPrunableModel Reopen(Candidate accepted, ReadOnlyMemory<byte> file);

    /// <summary>Writes a candidate of this model. The same candidate gives the same bytes.</summary>
    ReadOnlyMemory<byte> Write(Candidate candidate);

    /// <summary>The number of trainable values of a candidate of this model.</summary>
    long CountParameters(Candidate candidate);

    /// <summary>Warnings about what of the model the guard does not judge.</summary>
    /// <param name="removed">The paths of the removed blocks.</param>
    IEnumerable<Diagnostic> UnjudgedParts(IReadOnlyCollection<string> removed);
}
