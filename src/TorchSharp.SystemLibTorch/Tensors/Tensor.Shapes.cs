using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Aten.Tensor("reshape", this, shape);

        public Tensor view(params long[] shape) => Aten.Tensor("view", this, shape);

        public Tensor permute(params long[] permutation) => Aten.Tensor("permute", this, permutation);

        public Tensor transpose(long dim0, long dim1) => Aten.Tensor("transpose.int", this, dim0, dim1);

        public Tensor t() => Aten.Tensor("t", this);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Tensor("flatten.using_ints", this, start_dim, end_dim);

        public Tensor squeeze(long? dim = null) => dim is { } one ? Aten.Tensor("squeeze.dim", this, one) : Aten.Tensor("squeeze", this);

        public Tensor unsqueeze(long dim) => Aten.Tensor("unsqueeze", this, dim);

        public Tensor expand(params long[] sizes) => Aten.Tensor("expand", this, sizes);

        public Tensor narrow(long dim, long start, long length) => Aten.Tensor("narrow", this, dim, start, length);

        public Tensor select(long dim, long index) => Aten.Tensor("select.int", this, dim, index);

        /// <param name="dim">The dimension to cut.</param>
        /// <param name="start">First index taken.</param>
        /// <param name="finish">First index no longer taken.</param>
        /// <param name="step">Distance between the indices taken.</param>
        public Tensor slice(long dim, long start, long finish, long step) => Aten.Tensor("slice.Tensor", this, dim, start, finish, step);

        public Tensor index_select(long dim, Tensor index) => Aten.Tensor("index_select", this, dim, index);

        public Tensor diag(long diagonal = 0) => Aten.Tensor("diag", this, diagonal);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.Tensor("diagonal", this, offset, dim1, dim2);

        public Tensor contiguous() => Aten.Tensor("contiguous", this);

        public Tensor clone() => Aten.Tensor("clone", this);
    }
}
