using System.Collections.Immutable;

namespace MPruner.Core.Formats;

/// <summary>A model that was read from a file: it finds its blocks, and writes candidates without some of them.</summary>
public interface IPrunableModel
{
    /// <summary>The file's bytes.</summary>
    ReadOnlyMemory<byte> File { get; }

    /// <summary>The arguments and the size of the model.</summary>
    ModelSignature Signature { get; }

    /// <summary>The block chains in execution order; empty if no two blocks follow each other.</summary>
    ImmutableArray<BlockChain> Chains { get; }

    /// <summary>The blocks of all chains, chain by chain.</summary>
    ImmutableArray<Block> Blocks { get; }

    /// <summary>The inner dimensions of the blocks, in execution order of their reading layers.</summary>
    ImmutableArray<InnerDimension> InnerDimensions { get; }

    /// <summary>The model before any block was removed; null if this is that model.</summary>
    IPrunableModel? Origin { get; }

    /// <summary>The paths of the blocks of <see cref="Origin"/> that are missing in this model.</summary>
    ImmutableArray<string> Missing { get; }

    /// <summary>
    /// This model with its chains after measuring: blocks that measuring found not to be removable have a <see cref="Block.Reason"/>.
    /// </summary>
    /// <param name="chains">The chains.</param>
    IPrunableModel With(ImmutableArray<BlockChain> chains);

    /// <summary>
    /// This model after measuring, with the chains inside the blocks of those chains that measuring found to have no block
    /// that may be removed; null if there are none. They have not been measured.
    /// </summary>
    IPrunableModel? WithInnerChains();

    /// <summary>
    /// Why layers of a block that read what other layers of it write have no inner dimension; null if they have, or if there is nothing
    /// that the block's users need to know.
    /// </summary>
    /// <param name="block">The block.</param>
    string? WhyNotNarrowed(Block block);

    /// <summary>The layer that reads an inner dimension, with its values.</summary>
    WritingLayer Reader(InnerDimension dimension);

    /// <summary>The absolute weights of the batch norm before the layer that reads an inner dimension, one for each unit.</summary>
    /// <returns>Null if there is none.</returns>
    double[]? NormScales(InnerDimension dimension);

    /// <summary>Opens an accepted candidate as a model, with the remaining blocks of the chains.</summary>
    /// <param name="accepted">The candidate. Its model is this one, or was reopened from this one.</param>
    /// <param name="file">The candidate's file.</param>
    IPrunableModel Reopen(Candidate accepted, ReadOnlyMemory<byte> file);

    /// <summary>Writes a candidate of this model. The same candidate gives the same bytes.</summary>
    ReadOnlyMemory<byte> Write(Candidate candidate);

    /// <summary>The number of trainable values in a candidate of this model.</summary>
    long CountParameters(Candidate candidate);

    /// <summary>Warnings about parts of the model whose quality the guard does not check.</summary>
    /// <param name="changed">The paths of the removed and the narrowed blocks.</param>
    /// <param name="isRewritten">Whether the result is another file than the model's.</param>
    IEnumerable<Diagnostic> UnjudgedParts(IReadOnlyCollection<string> changed, bool isRewritten);
}
