namespace MPruner.ScriptModels.Recording;

/// <summary>The methods of the recorder that compute Gram matrices, as TorchScript.</summary>
/// <remarks>
/// For feature maps the Gram matrix is the sum over channels, K = Σ K_c with K_c = X_c X_cᵀ, because the standardised matrix is then
/// Σ K_c / σ_c² at no further cost, and σ_c² + μ_c² is the trace of K_c over n·positions. Of large maps only some features are read
/// (<see cref="Core.Formats.RecordRequest.Features"/>), unless a call writes a smaller map than the first did. The estimator is invariant
/// under shifts (HSIC₁ of U-centred matrices), so means are subtracted from whole maps only if they are large enough to reduce the
/// precision of float32.
/// </remarks>
internal static class GramSource
{
    /// <summary>The members of the class.</summary>
    public const string Methods = """
          def own(self: __torch__.mpruner.Recorder,
            index: int,
            all: Tensor) -> Tensor:
            if torch.gt(torch.numel(all), 0):
              mine = torch.select(all, 0, index)
              chosen = torch.masked_select(mine, torch.ge(mine, 0))
            else:
              chosen = all
            return chosen
          def fits(self: __torch__.mpruner.Recorder,
            sample: Tensor,
            h: Tensor) -> bool:
            if torch.gt(torch.numel(sample), 0):
              inside = torch.lt(int(torch.max(sample)), torch.floordiv(torch.numel(h), torch.size(h, 0)))
            else:
              inside = False
            return inside
          def picked(self: __torch__.mpruner.Recorder,
            h: Tensor,
            sample: Tensor,
            channels: int) -> Tensor:
            n = torch.size(h, 0)
            x = torch.gather(torch.flatten(h, 1), 1, torch.expand(torch.unsqueeze(sample, 0), [n, -1]))
            return torch.reshape(torch.to(x, 6), [n, channels, 2, -1])
          def of_sample(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            c = torch.sub(x, torch.mean(x, [0, 2, 3], True))
            raw = (self).of_halves(c, )
            if self.standardised:
              v = torch.mean(torch.mul(c, c), [0, 2, 3], True)
              w = (self).weights(v, torch.mean(torch.mul(x, x), [0, 2, 3], True), )
              g = torch.stack([raw, (self).of_halves(torch.mul(c, torch.sqrt(w)), )])
            else:
              g = torch.unsqueeze(raw, 0)
            return g
          def of_halves(self: __torch__.mpruner.Recorder,
            c: Tensor) -> Tensor:
            t = torch.flatten(torch.permute(c, [2, 0, 1, 3]), 2)
            return torch.bmm(t, torch.transpose(t, 1, 2))
          def gram(self: __torch__.mpruner.Recorder,
            h: Tensor,
            rows: Tensor) -> Tensor:
            rank = torch.dim(h)
            if torch.gt(rank, 3):
              g = (self).of_maps(torch.flatten(h, 2), )
            else:
              if torch.eq(rank, 3):
                g0 = (self).of_rows(torch.index_select(torch.flatten(h, 0, 1), 0, rows), )
              else:
                g0 = (self).of_rows(torch.flatten(h, 1), )
              g = g0
            return g
          def of_rows(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            c = torch.sub(x, torch.mean(x, [0], True))
            raw = torch.matmul(c, torch.t(c))
            if self.standardised:
              v = torch.mean(torch.mul(c, c), [0])
              w = (self).weights(v, torch.mean(torch.mul(x, x), [0]), )
              s = torch.mul(c, torch.sqrt(w))
              g = torch.stack([raw, torch.matmul(s, torch.t(s))])
            else:
              g = torch.unsqueeze(raw, 0)
            return g
          def of_maps(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            if self.standardised:
              m = torch.mean(x, [0, 2])
              k = (self).by_channel(x, )
              q = (self).second_moment(k, torch.size(x, 2), )
              v = torch.sub(q, torch.mul(m, m))
              if bool(torch.any(torch.gt(torch.mul(m, m), torch.mul(v, 100.)))):
                c = torch.sub(x, torch.reshape(m, [1, -1, 1]))
                k1 = (self).by_channel(c, )
                k0, v0 = k1, (self).second_moment(k1, torch.size(x, 2), )
              else:
                k0, v0 = k, v
              w = (self).weights(v0, q, )
              g0 = torch.matmul(torch.stack([torch.ones_like(w), w]), torch.flatten(k0, 1))
              g = torch.reshape(g0, [2, torch.size(x, 0), torch.size(x, 0)])
            else:
              f = torch.flatten(x, 1)
              g = torch.unsqueeze(torch.matmul(f, torch.t(f)), 0)
            return g
          def by_channel(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            t = torch.transpose(x, 0, 1)
            return torch.bmm(t, torch.transpose(t, 1, 2))
          def second_moment(self: __torch__.mpruner.Recorder,
            k: Tensor,
            positions: int) -> Tensor:
            return torch.div(torch.mean(torch.diagonal(k, 0, 1, 2), [1]), positions)
          def weights(self: __torch__.mpruner.Recorder,
            variance: Tensor,
            moment: Tensor) -> Tensor:
            varies = torch.gt(variance, torch.mul(moment, 9.9999999999999998e-13))
            safe = torch.where(varies, variance, torch.ones_like(variance))
            return torch.mul(torch.reciprocal(safe), torch.to(varies, 6))

        """;
}
