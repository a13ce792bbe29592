using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Aten.Tensor("eq.Tensor", this, target);

        public Tensor eq(Scalar target) => Aten.Tensor("eq.Scalar", this, target);

        public Tensor ne(Tensor target) => Aten.Tensor("ne.Tensor", this, target);

        public Tensor ne(Scalar target) => Aten.Tensor("ne.Scalar", this, target);

        public Tensor gt(Tensor target) => Aten.Tensor("gt.Tensor", this, target);

        public Tensor gt(Scalar target) => Aten.Tensor("gt.Scalar", this, target);

        public Tensor lt(Tensor target) => Aten.Tensor("lt.Tensor", this, target);

        public Tensor lt(Scalar target) => Aten.Tensor("lt.Scalar", this, target);

        public Tensor isfinite() => Aten.Tensor("isfinite", this);

        public Tensor isnan() => Aten.Tensor("isnan", this);

        /// <summary>This tensor's elements where the condition holds, <paramref name="y"/>'s elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Aten.Tensor("where.self", condition, this, y);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Aten.Truth("allclose", this, target, rtol, atol, equal_nan);
    }
}
