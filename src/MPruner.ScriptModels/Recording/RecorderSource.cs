namespace MPruner.ScriptModels.Recording;

/// <summary>
/// The recorder's TorchScript. All blocks share one recorder object, which computes Gram matrices of each block's output while the model
/// runs. It also keeps a few rows of each output until the pass ends, to compare the input of any run of blocks with its output. Only sums
/// leave the engine: Gram matrices, and for each segment of equally wide streams their products, by row and by channel.
/// </summary>
/// <remarks>
/// A row is a token, a position of a feature map over its channels, or an example. The rows are copied, because later code may write into a
/// stream.
/// </remarks>
internal static class RecorderSource
{
    /// <summary>The class's qualified name.</summary>
    public const string ClassName = "__torch__.mpruner.Recorder";

    /// <summary>The class.</summary>
    public const string Code = Streams + GramSource.Methods;

    private const string Streams = """
        class Recorder:
          rows : Optional[Tensor]
          places : Optional[Tensor]
          features : Optional[Tensor]
          records : List[Tensor]
          samples : List[Tensor]
          marks : List[int]
          segments : List[int]
          standardised : bool
          def start(self: __torch__.mpruner.Recorder,
            rows: Tensor,
            places: Tensor,
            features: Tensor) -> NoneType:
            self.rows = rows
            self.places = places
            self.features = features
            _0 = (self).clear()
            return None
          def clear(self: __torch__.mpruner.Recorder) -> NoneType:
            empty = annotate(List[Tensor], [])
            self.records = empty
            empty0 = annotate(List[Tensor], [])
            self.samples = empty0
            empty1 = annotate(List[int], [])
            self.marks = empty1
            empty2 = annotate(List[int], [])
            self.segments = empty2
            return None
          def take(self: __torch__.mpruner.Recorder,
            projection: Tensor,
            fits: Tensor) -> List[Tensor]:
            records = self.records
            samples = self.samples
            marks = self.marks
            segments = self.segments
            _0 = (self).clear()
            for s in range(torch.numel(fits)):
              streams = annotate(List[Tensor], [])
              mine = annotate(List[int], [])
              for k in range(torch.len(samples)):
                if torch.eq(segments[k], s):
                  _1 = torch.append(streams, samples[k])
                  _2 = torch.append(mine, marks[k])
                else:
                  pass
              if torch.gt(torch.len(streams), 1):
                _3 = torch.append(records, torch.tensor(torch.add([-1, s, torch.size(streams[0], 0)], mine), dtype=4))
                _4 = (self).compare(torch.stack(streams), projection, bool(torch.select(fits, 0, s)), records, )
              else:
                pass
            return records
          def enter(self: __torch__.mpruner.Recorder,
            index: int,
            features: int,
            x: Tensor) -> NoneType:
            if torch.ge(index, 0):
              _0 = (self).keep(index, 0, (self).as_maps(features, x, ), )
            else:
              pass
            return None
          def as_maps(self: __torch__.mpruner.Recorder,
            features: int,
            h: Tensor) -> Tensor:
            if torch.__and__(torch.eq(features, -1), torch.gt(torch.dim(h), 3)):
              maps = torch.movedim(h, -1, 1)
            else:
              if torch.__and__(torch.eq(features, 1), torch.eq(torch.dim(h), 3)):
                maps0 = torch.unsqueeze(h, -1)
              else:
                maps0 = h
              maps = maps0
            return maps
          def keep(self: __torch__.mpruner.Recorder,
            index: int,
            column: int,
            h: Tensor) -> NoneType:
            places = self.places
            rows = self.rows
            if torch.__and__(torch.__isnot__(places, None), torch.__isnot__(rows, None)):
              placed = unchecked_cast(Tensor, places)
              chosen = unchecked_cast(Tensor, rows)
              segment = int(torch.select(torch.select(placed, 0, index), 0, column))
              mark = torch.add(torch.mul(index, 2), column)
              marks = self.marks
              if torch.__and__(torch.ge(segment, 0), torch.__not__(torch.__contains__(marks, mark))):
                segments = self.segments
                samples = self.samples
                x = (self).sample(torch.to(h, 6), torch.select(chosen, 0, index), )
                same = True
                for k in range(torch.len(samples)):
                  if torch.eq(segments[k], segment):
                    same = torch.__and__(same, torch.eq(torch.size(samples[k]), torch.size(x)))
                  else:
                    pass
                if same:
                  _0 = torch.append(samples, x)
                  _1 = torch.append(segments, segment)
                  _2 = torch.append(marks, mark)
                else:
                  pass
              else:
                pass
            else:
              pass
            return None
          def sample(self: __torch__.mpruner.Recorder,
            h: Tensor,
            rows: Tensor) -> Tensor:
            rank = torch.dim(h)
            chosen = torch.masked_select(rows, torch.ge(rows, 0))
            if torch.gt(rank, 3):
              at = torch.index_select(torch.flatten(h, 2), 2, chosen)
              x = torch.reshape(torch.transpose(at, 1, 2), [-1, torch.size(h, 1)])
            else:
              if torch.eq(rank, 3):
                x0 = torch.index_select(torch.flatten(h, 0, 1), 0, chosen)
              else:
                x0 = torch.clone(torch.flatten(h, 1))
              x = x0
            return x
          def compare(self: __torch__.mpruner.Recorder,
            x: Tensor,
            projection: Tensor,
            fits: bool,
            records: List[Tensor]) -> NoneType:
            rows = torch.transpose(torch.to(x, 7), 0, 1)
            g = torch.permute(torch.bmm(rows, torch.transpose(rows, 1, 2)), [1, 2, 0])
            n = torch.diagonal(g)
            a = torch.unsqueeze(torch.t(n), 1)
            b = torch.unsqueeze(torch.t(n), 0)
            scale = torch.sqrt(torch.mul(a, b))
            some = torch.gt(scale, 0)
            safe = torch.where(some, scale, torch.ones_like(scale))
            none = torch.to(torch.eq(torch.add(a, b), 0), 7)
            cosines = torch.where(some, torch.div(g, safe), none)
            angles = torch.div(torch.acos(torch.clamp(cosines, -1., 1.)), 3.1415926535897931)
            _1 = torch.append(records, torch.stack([torch.sum(cosines, [2]), torch.sum(g, [2]), torch.sum(angles, [2])]))
            if fits:
              m = torch.mean(x, [1], True)
              c = torch.sub(x, m)
              t = torch.transpose(c, 1, 2)
              width = torch.size(x, 2)
              if torch.gt(width, 64):
                y = torch.matmul(c, torch.slice(projection, 0, 0, width))
              else:
                y = c
              targets = torch.flatten(torch.transpose(y, 0, 1), 1)
              _2 = torch.append(records, torch.squeeze(m, 1))
              _3 = torch.append(records, torch.bmm(t, c))
              _4 = torch.append(records, torch.matmul(t, targets))
              _5 = torch.append(records, torch.sum(torch.mul(y, y), [1, 2]))
            else:
              pass
            return None
          def record(self: __torch__.mpruner.Recorder,
            index: int,
            adds: bool,
            features: int,
            x: Tensor,
            out: Tensor) -> NoneType:
            if torch.ge(index, 0):
              if adds:
                h = torch.add(x, out)
              else:
                h = out
              stream = (self).as_maps(features, h, )
              _2 = (self).keep(index, 1, stream, )
              head = annotate(List[int], [index, ops.prim.dtype(x), ops.prim.dtype(h), torch.dim(x)])
              shapes = torch.add(torch.add(head, torch.size(x)), torch.size(h))
              records = self.records
              _0 = torch.append(records, torch.tensor(shapes, dtype=4))
              rows = self.rows
              if torch.__isnot__(rows, None):
                chosen = unchecked_cast(Tensor, rows)
                if torch.__and__(torch.gt(torch.numel(chosen), 0), torch.gt(torch.dim(h), 1)):
                  sample = (self).own(index, unchecked_cast(Tensor, self.features), )
                  if (self).fits(sample, h, ):
                    g = (self).of_sample((self).picked(h, sample, torch.size(stream, 1), ), )
                  else:
                    g = (self).gram(torch.to(stream, 6), (self).own(index, chosen, ), )
                  _1 = torch.append(records, g)
                else:
                  pass
              else:
                pass
            else:
              pass
            return None

        """;
}
