using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.Tensor("cat", tensors.ToArray(), dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.Tensor("cat", tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.Tensor("stack", tensors.ToArray(), dim);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.Tensor("einsum", equation, tensors);

    /// <summary>How often each number occurs; the weights' sum at each number when there are weights.</summary>
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => Aten.Tensor("bincount", input, weights, minlength);

    public static class linalg
    {
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Aten.Tensor("linalg_solve", A, B, left);

        /// <summary>The lower factor of a symmetric positive definite matrix.</summary>
        public static Tensor cholesky(Tensor input) => Aten.Tensor("linalg_cholesky", input);

        public static Tensor inv(Tensor input) => Aten.Tensor("linalg_inv", input);

        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) =>
            Aten.Four("linalg_lstsq", input, other);

        /// <summary>Eigenvalues in ascending order and eigenvectors as columns of a symmetric matrix.</summary>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Aten.Pair("linalg_eigh", input, UPLO.ToString());
    }
}
