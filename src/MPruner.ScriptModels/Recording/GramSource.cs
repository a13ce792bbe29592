namespace MPruner.ScriptModels.Recording;

/// <summary>The methods of the recorder that compute Gram matrices, as TorchScript.</summary>
/// <remarks>
/// For feature maps the Gram matrix is the sum over channels, K = Σ K_c with K_c = X_c X_cᵀ, because the standardised matrix is then
/// Σ K_c / σ_c² at no further cost, and σ_c² + μ_c² is the trace of K_c over n·positions. Of large maps only some features are read
/// (<see cref="Core.Formats.RecordRequest.Features"/>), unless a call writes a smaller map than the first did. The estimator is invariant
/// under shifts (HSIC₁ of U-centred matrices), so means are subtracted from whole maps only if they are large enough to reduce the
/// precision of float32.
/// It does not depend on the order of the features, but products of tensors in an unusual layout are slow. Where channels lie last in
/// memory, one copy replaces those of each product, and a sample is read from where its features are.
/// A Gram matrix is symmetric, so the product of the second half of the rows with the first is left out: that quarter, which lies below
/// the diagonal, is zero.
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
            maps = torch.flatten(h, 2)
            if torch.eq((torch.stride(maps))[1], 1):
              width, positions = torch.size(maps, 1), torch.size(maps, 2)
              x = torch.flatten(torch.transpose(maps, 1, 2), 1)
              at = torch.add(torch.mul(torch.remainder(sample, positions), width), torch.floor_divide(sample, positions))
            else:
              x = torch.flatten(maps, 1)
              at = sample
            read = torch.gather(x, 1, torch.expand(torch.unsqueeze(at, 0), [n, -1]))
            return torch.reshape(torch.to(read, 6), [n, 2, channels, -1])
          def of_sample(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            m = (self).channel_means(x, )
            c = torch.sub_(x, m)
            t = torch.transpose(torch.flatten(c, 2), 0, 1)
            top, low = (self).products(t, )
            raw = (self).joined(top, low, )
            if self.standardised:
              v = (self).channel_means(torch.mul(c, c), )
              w = (self).weights(v, torch.add(v, torch.mul(m, m)), )
              _0 = torch.mul_(c, torch.sqrt(w))
              top0, low0 = (self).products(t, )
              g = torch.stack([raw, (self).joined(top0, low0, )])
            else:
              g = torch.unsqueeze(raw, 0)
            return g
          def channel_means(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            return torch.mean(torch.mean(x, [0], True), [1, 3], True)
          def products(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tuple[Tensor, Tensor]:
            t = torch.transpose(x, 1, 2)
            half = torch.floordiv(torch.size(x, 1), 2)
            top = torch.bmm(torch.slice(x, 1, 0, half), t)
            low = torch.bmm(torch.slice(x, 1, half), torch.slice(t, 2, half))
            return (top, low)
          def joined(self: __torch__.mpruner.Recorder,
            top: Tensor,
            low: Tensor) -> Tensor:
            return torch.cat([top, torch.constant_pad_nd(low, [torch.size(top, 1), 0])], 1)
          def gram(self: __torch__.mpruner.Recorder,
            h: Tensor,
            rows: Tensor) -> Tensor:
            rank = torch.dim(h)
            if torch.gt(rank, 3):
              g = (self).of_maps(torch.contiguous(torch.flatten(h, 2)), )
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
            if self.standardised:
              v = torch.mean(torch.mul(c, c), [0])
              w = (self).weights(v, torch.mean(torch.mul(x, x), [0]), )
              both = torch.stack([c, torch.mul(c, torch.sqrt(w))])
            else:
              both = torch.unsqueeze(c, 0)
            top, low = (self).products(both, )
            return (self).joined(top, low, )
          def of_maps(self: __torch__.mpruner.Recorder,
            x: Tensor) -> Tensor:
            if self.standardised:
              m = torch.mean(x, [0, 2])
              top, low = (self).products(torch.transpose(x, 0, 1), )
              q = (self).second_moment(top, low, torch.size(x, 2), )
              v = torch.sub(q, torch.mul(m, m))
              if bool(torch.any(torch.gt(torch.mul(m, m), torch.mul(v, 100.)))):
                c = torch.sub(x, torch.reshape(m, [1, -1, 1]))
                top1, low1 = (self).products(torch.transpose(c, 0, 1), )
                top0, low0, v0 = top1, low1, (self).second_moment(top1, low1, torch.size(x, 2), )
              else:
                top0, low0, v0 = top, low, v
              w = (self).weights(v0, q, )
              both = torch.stack([torch.ones_like(w), w])
              top2, low2 = (self).summed(both, top0, ), (self).summed(both, low0, )
            else:
              top2, low2 = (self).products(torch.unsqueeze(torch.flatten(x, 1), 0), )
            return (self).joined(top2, low2, )
          def summed(self: __torch__.mpruner.Recorder,
            weights: Tensor,
            k: Tensor) -> Tensor:
            return torch.reshape(torch.matmul(weights, torch.flatten(k, 1)), [-1, torch.size(k, 1), torch.size(k, 2)])
          def second_moment(self: __torch__.mpruner.Recorder,
            top: Tensor,
            low: Tensor,
            positions: int) -> Tensor:
            squares = torch.add(torch.sum(torch.diagonal(top, 0, 1, 2), [1]), torch.sum(torch.diagonal(low, 0, 1, 2), [1]))
            return torch.div(squares, torch.mul(torch.add(torch.size(top, 1), torch.size(low, 1)), positions))
          def weights(self: __torch__.mpruner.Recorder,
            variance: Tensor,
            moment: Tensor) -> Tensor:
            varies = torch.gt(variance, torch.mul(moment, 9.9999999999999998e-13))
            safe = torch.where(varies, variance, torch.ones_like(variance))
            return torch.mul(torch.reciprocal(safe), torch.to(varies, 6))

        """;
}
