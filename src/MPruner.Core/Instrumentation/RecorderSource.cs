namespace MPruner.Core.Instrumentation;

/// <summary>
/// The recorder's own TorchScript: one object, shared by every block, that turns each block's output into Gram matrices while the model runs.
/// Only Gram matrices leave the engine; an activation lives no longer than it would without the recorder.
/// </summary>
/// <remarks>
/// For feature maps the Gram matrix is summed up channel by channel, K = Σ K_c with K_c = X_c X_cᵀ, because the standardised one is then
/// Σ K_c / σ_c² at no further cost, and σ_c² + μ_c² is the trace of K_c over n·positions. The estimator sees no shifts (method: HSIC₁ of
/// U-centred matrices), so means are subtracted only where they are large enough to cost float32 its precision.
/// </remarks>
internal static class RecorderSource
{
    /// <summary>The class's qualified name.</summary>
    public const string ClassName = "__torch__.mpruner.Recorder";

    /// <summary>The class.</summary>
    public const string Code = """
        class Recorder:
          rows : Optional[Tensor]
          records : List[Tensor]
          standardised : bool
          def start(self: __torch__.mpruner.Recorder,
            rows: Tensor) -> NoneType:
            self.rows = rows
            empty = annotate(List[Tensor], [])
            self.records = empty
            return None
          def take(self: __torch__.mpruner.Recorder) -> List[Tensor]:
            records = self.records
            empty = annotate(List[Tensor], [])
            self.records = empty
            return records
          def record(self: __torch__.mpruner.Recorder,
            index: int,
            adds: bool,
            x: Tensor,
            out: Tensor) -> NoneType:
            if torch.ge(index, 0):
              if adds:
                h = torch.add(x, out)
              else:
                h = out
              head = annotate(List[int], [index, ops.prim.dtype(x), ops.prim.dtype(h), torch.dim(x)])
              shapes = torch.add(torch.add(head, torch.size(x)), torch.size(h))
              records = self.records
              _0 = torch.append(records, torch.tensor(shapes, dtype=4))
              rows = self.rows
              if torch.__isnot__(rows, None):
                chosen = unchecked_cast(Tensor, rows)
                if torch.__and__(torch.gt(torch.numel(chosen), 0), torch.gt(torch.dim(h), 1)):
                  _1 = torch.append(records, (self).gram(torch.to(h, 6), torch.select(chosen, 0, index), ))
                else:
                  pass
              else:
                pass
            else:
              pass
            return None
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
