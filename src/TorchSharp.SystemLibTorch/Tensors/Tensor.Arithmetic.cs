using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Aten.Tensor("add.Tensor", this, target);

        public Tensor add(Tensor target, Scalar alpha) => Aten.Tensor("add.Tensor", this, target, alpha);

        public Tensor add(Scalar scalar) => Aten.Tensor("add.Scalar", this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Aten.Tensor("add.Scalar", this, scalar, alpha);

        public Tensor add_(Tensor target) => Aten.InPlace("add_.Tensor", this, target);

        public Tensor add_(Tensor target, Scalar alpha) => Aten.InPlace("add_.Tensor", this, target, alpha);

        public Tensor add_(Scalar scalar) => Aten.InPlace("add_.Scalar", this, scalar);

        public Tensor add_(Scalar scalar, Scalar alpha) => Aten.InPlace("add_.Scalar", this, scalar, alpha);

        public Tensor sub(Tensor target) => Aten.Tensor("sub.Tensor", this, target);

        public Tensor sub(Scalar target) => Aten.Tensor("sub.Scalar", this, target);

        public Tensor sub_(Tensor target) => Aten.InPlace("sub_.Tensor", this, target);

        public Tensor sub_(Scalar target) => Aten.InPlace("sub_.Scalar", this, target);

        public Tensor mul(Tensor target) => Aten.Tensor("mul.Tensor", this, target);

        public Tensor mul(Scalar target) => Aten.Tensor("mul.Scalar", this, target);

        public Tensor mul_(Tensor target) => Aten.InPlace("mul_.Tensor", this, target);

        public Tensor mul_(Scalar target) => Aten.InPlace("mul_.Scalar", this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Tensor("div.Tensor_mode", this, target, NameOf(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.Tensor("div.Scalar_mode", this, target, NameOf(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.InPlace("div_.Tensor_mode", this, target, NameOf(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.InPlace("div_.Scalar_mode", this, target, NameOf(rounding_mode));

        /// <summary>Adds <paramref name="value"/> · <paramref name="tensor1"/> · <paramref name="tensor2"/>.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Aten.InPlace("addcmul_", this, tensor1, tensor2, value);

        /// <summary>Adds <paramref name="value"/> · <paramref name="tensor1"/> / <paramref name="tensor2"/>.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Aten.InPlace("addcdiv_", this, tensor1, tensor2, value);

        public Tensor abs() => Aten.Tensor("abs", this);

        public Tensor neg() => Aten.Tensor("neg", this);

        public Tensor reciprocal() => Aten.Tensor("reciprocal", this);

        public Tensor exp() => Aten.Tensor("exp", this);

        public Tensor log() => Aten.Tensor("log", this);

        public Tensor sqrt() => Aten.Tensor("sqrt", this);

        public Tensor rsqrt() => Aten.Tensor("rsqrt", this);

        public Tensor pow(Tensor exponent) => Aten.Tensor("pow.Tensor_Tensor", this, exponent);

        public Tensor pow(Scalar exponent) => Aten.Tensor("pow.Tensor_Scalar", this, exponent);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.Tensor("clamp", this, min, max);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Tensor("softmax.int", this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Tensor("log_softmax.int", this, dim, dtype);

        public Tensor matmul(Tensor target) => Aten.Tensor("matmul", this, target);

        public Tensor mm(Tensor target) => Aten.Tensor("mm", this, target);

        public Tensor bmm(Tensor batch2) => Aten.Tensor("bmm", this, batch2);

        public Tensor fill_(Scalar value) => Aten.InPlace("fill_.Scalar", this, value);

        public Tensor zero_() => Aten.InPlace("zero_", this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.InPlace("copy_", this, source, nonBlocking);

        private static string? NameOf(RoundingMode mode) => mode switch
        {
            RoundingMode.None => null,
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a rounding mode"),
        };
    }
}
