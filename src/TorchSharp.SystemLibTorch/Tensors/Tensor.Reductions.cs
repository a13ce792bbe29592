using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Aten.Tensor("sum", this, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Aten.Tensor("sum.dim_IntList", this, dim, keepdim, type);

        public Tensor mean() => Aten.Tensor("mean", this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Aten.Tensor("mean.dim", this, dimensions, keepdim, type);

        public Tensor var(bool unbiased = true) => Aten.Tensor("var", this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Converted(Aten.Tensor("var.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor std(bool unbiased = true) => Aten.Tensor("std", this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Converted(Aten.Tensor("std.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor norm(float p = 2.0f) => Aten.Tensor("norm.Scalar", this, (double)p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) =>
            Aten.Tensor("norm.ScalarOpt_dim", this, (double)p, (long[])[dim], keepdim);

        public Tensor max() => Aten.Tensor("max", this);

        public Tensor max(Tensor other) => Aten.Tensor("max.other", this, other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.Pair("max.dim", this, dim, keepdim);

        public Tensor min() => Aten.Tensor("min", this);

        public Tensor min(Tensor other) => Aten.Tensor("min.other", this, other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.Pair("min.dim", this, dim, keepdim);

        public Tensor argmax() => Aten.Tensor("argmax", this);

        public Tensor argmax(long dim, bool keepdim = false) => Aten.Tensor("argmax", this, dim, keepdim);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Aten.Pair("topk", this, (long)k, (long)dim, largest, sorted);

        public Tensor all() => Aten.Tensor("all", this);

        public Tensor all(long dim, bool keepdim = false) => Aten.Tensor("all.dim", this, dim, keepdim);

        public Tensor any() => Aten.Tensor("any", this);

        public Tensor any(long dim, bool keepdim = false) => Aten.Tensor("any.dim", this, dim, keepdim);

        private static Tensor Converted(Tensor tensor, ScalarType? type)
        {
            if (type is not { } wanted || wanted == tensor.dtype)
            {
                return tensor;
            }

            using (tensor)
            {
                return tensor.to_type(wanted);
            }
        }
    }
}
