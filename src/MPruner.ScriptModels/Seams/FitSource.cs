namespace MPruner.ScriptModels.Seams;

/// <summary>The TorchScript that accumulates a least-squares problem from intermediate values while a model runs.</summary>
/// <remarks>
/// The problem is the ridge regression of the error at a seam on the values there. With rows x of the input and e of the error,
/// ΔW = (XᵀX + αsI)⁻¹XᵀE with s = tr(XᵀX)/width, so that with few data the weights change little. Only XᵀX, XᵀE and the sum of E² are kept,
/// in 64 bits, separately for the fitted examples and the held-out ones, by which α is chosen. With an intercept, these sums also give the
/// mean and the variance of any linear function of the rows. XᵀX is symmetric, so little more than its lower triangle is summed up, which
/// is all that a Cholesky decomposition reads.
/// </remarks>
internal static class FitSource
{
    /// <summary>The qualified name of the class.</summary>
    public const string FitClass = "__torch__.mpruner.Fit";

    /// <summary>Accumulates one least-squares problem and solves it.</summary>
    public const string Fit = """
        class Fit:
          kernel : List[int]
          stride : List[int]
          padding : List[int]
          dilation : List[int]
          maps : bool
          normed : bool
          intercept : bool
          gram : List[Tensor]
          cross : List[Tensor]
          square : List[Tensor]
          def add(self: __torch__.mpruner.Fit,
            a: Tensor,
            z: Tensor,
            target: Tensor,
            rows: Tensor,
            held: int) -> NoneType:
            w = (self).chosen(z, rows, )
            if self.normed:
              wanted = torch.layer_norm(target, [torch.size(target, -1)])
              scale = torch.std(w, [-1], False, True)
              y = torch.sub(torch.add(torch.mul(wanted, scale), torch.mean(w, [-1], True)), w)
            else:
              y = torch.sub(target, w)
            if self.maps:
              x = (self).patches(a, rows, )
            else:
              x = (self).tokens(a, rows, )
            x0 = torch.to(x, 7)
            y0 = torch.to(y, 7)
            if self.intercept:
              x1 = torch.cat([x0, torch.ones([torch.size(x0, 0), 1], dtype=7)], 1)
            else:
              x1 = x0
            gram = self.gram
            cross = self.cross
            square = self.square
            if torch.eq(torch.len(gram), 0):
              for i in range(2):
                _0 = torch.append(gram, torch.zeros([torch.size(x1, 1), torch.size(x1, 1)], dtype=7))
                _1 = torch.append(cross, torch.zeros([torch.size(x1, 1), torch.size(y0, 1)], dtype=7))
                _2 = torch.append(square, torch.zeros([], dtype=7))
            else:
              pass
            _3 = (self).accumulate(gram[held], x1, )
            _4 = torch.add_(cross[held], torch.matmul(torch.t(x1), y0))
            _5 = torch.add_(square[held], torch.sum(torch.mul(y0, y0)))
            return None
          def add_places(self: __torch__.mpruner.Fit,
            a: Tensor,
            places: Tensor) -> NoneType:
            examples = torch.size(places, 0)
            if torch.eq(torch.remainder(torch.size(a, 0), examples), 0):
              each = a
            else:
              each = torch.transpose(a, 0, 1)
            if torch.eq(torch.remainder(torch.size(each, 0), examples), 0):
              if self.maps:
                x = (self).patches(each, (self).positions(each, places, ), )
              else:
                x = (self).rows_of(each, places, )
              x0 = torch.to(x, 7)
              x1 = torch.cat([x0, torch.ones([torch.size(x0, 0), 1], dtype=7)], 1)
              gram = self.gram
              if torch.eq(torch.len(gram), 0):
                _0 = torch.append(gram, torch.zeros([torch.size(x1, 1), torch.size(x1, 1)], dtype=7))
              else:
                pass
              _1 = (self).accumulate(gram[0], x1, )
            else:
              pass
            return None
          def accumulate(self: __torch__.mpruner.Fit,
            gram: Tensor,
            x: Tensor) -> NoneType:
            first = 0
            while torch.lt(first, torch.size(x, 1)):
              last = torch.add(first, 512)
              rows = torch.t(torch.slice(x, 1, first, last))
              part = torch.slice(torch.slice(gram, 0, first, last), 1, 0, last)
              _0 = torch.addmm_(part, rows, torch.slice(x, 1, 0, last))
              first = last
            return None
          def whole(self: __torch__.mpruner.Fit,
            gram: Tensor) -> Tensor:
            return torch.add(torch.tril(gram), torch.t(torch.tril(gram, -1)))
          def grams(self: __torch__.mpruner.Fit) -> List[Tensor]:
            gram = self.gram
            wholes = annotate(List[Tensor], [])
            for i in range(torch.len(gram)):
              _0 = torch.append(wholes, (self).whole(gram[i], ))
            return wholes
          def positions(self: __torch__.mpruner.Fit,
            x: Tensor,
            places: Tensor) -> Tensor:
            kernel = self.kernel
            stride = self.stride
            padding = self.padding
            dilation = self.dilation
            count = 1
            for i in range(torch.sub(torch.dim(x), 2)):
              reach = torch.add(torch.mul(dilation[i], torch.sub(kernel[i], 1)), 1)
              free = torch.sub(torch.add(torch.size(x, torch.add(i, 2)), torch.mul(padding[i], 2)), reach)
              count = torch.mul(count, torch.add(torch.floordiv(free, stride[i]), 1))
            return torch.to(torch.floor(torch.mul(places, count)), 4)
          def rows_of(self: __torch__.mpruner.Fit,
            x: Tensor,
            places: Tensor) -> Tensor:
            examples = torch.size(places, 0)
            flat = torch.reshape(x, [examples, -1, torch.size(x, -1)])
            count = torch.size(flat, 1)
            if torch.eq(count, 1):
              chosen = torch.squeeze(flat, 1)
            else:
              index = torch.unsqueeze(torch.to(torch.floor(torch.mul(places, count)), 4), -1)
              taken = torch.gather(flat, 1, torch.expand(index, [-1, -1, torch.size(x, -1)]))
              chosen = torch.reshape(taken, [-1, torch.size(x, -1)])
            return chosen
          def chosen(self: __torch__.mpruner.Fit,
            x: Tensor,
            rows: Tensor) -> Tensor:
            if self.maps:
              taken = (self).points(x, rows, )
            else:
              taken = (self).tokens(x, rows, )
            return taken
          def tokens(self: __torch__.mpruner.Fit,
            x: Tensor,
            rows: Tensor) -> Tensor:
            flat = torch.reshape(x, [-1, torch.size(x, -1)])
            return torch.index_select(flat, 0, rows)
          def points(self: __torch__.mpruner.Fit,
            x: Tensor,
            rows: Tensor) -> Tensor:
            flat = torch.flatten(x, 2)
            index = torch.expand(torch.unsqueeze(rows, 1), [-1, torch.size(x, 1), -1])
            chosen = torch.gather(flat, 2, index)
            return torch.reshape(torch.permute(chosen, [0, 2, 1]), [-1, torch.size(x, 1)])
          def patches(self: __torch__.mpruner.Fit,
            x: Tensor,
            rows: Tensor) -> Tensor:
            parts = annotate(List[Tensor], [])
            if torch.eq(torch.dim(x), 4):
              maps = x
            else:
              maps = torch.unsqueeze(torch.flatten(x, 2), -1)
            for i in range(torch.size(maps, 0)):
              one = torch.unsqueeze(torch.select(maps, 0, i), 0)
              columns = torch.im2col(one, self.kernel, self.dilation, self.padding, self.stride)
              chosen = torch.index_select(torch.squeeze(columns, 0), 1, torch.select(rows, 0, i))
              _0 = torch.append(parts, torch.t(chosen))
            return torch.cat(parts)
          def solve(self: __torch__.mpruner.Fit,
            gram: Tensor,
            cross: Tensor,
            ridge: Tensor) -> Tensor:
            width = torch.size(gram, 0)
            scale = torch.div(torch.trace(gram), width)
            shift = torch.mul(torch.mul(torch.eye(width, dtype=7), ridge), scale)
            return torch.cholesky_solve(cross, torch.linalg_cholesky(torch.add(gram, shift)))
          def errors(self: __torch__.mpruner.Fit,
            ridges: Tensor) -> Tensor:
            gram = self.gram
            cross = self.cross
            square = self.square
            found = annotate(List[Tensor], [])
            held = (self).whole(gram[1], )
            for i in range(torch.numel(ridges)):
              w = (self).solve(gram[0], cross[0], torch.select(ridges, 0, i), )
              explained = torch.sub(torch.mul(cross[1], 2), torch.matmul(held, w))
              _0 = torch.append(found, torch.sub(square[1], torch.sum(torch.mul(w, explained))))
            _1 = torch.append(found, square[1])
            return torch.stack(found)
          def solution(self: __torch__.mpruner.Fit,
            ridge: Tensor) -> Tensor:
            gram = self.gram
            cross = self.cross
            return (self).solve(torch.add(gram[0], gram[1]), torch.add(cross[0], cross[1]), ridge, )
          def moments(self: __torch__.mpruner.Fit,
            weights: Tensor) -> List[Tensor]:
            gram = self.gram
            all = (self).whole(torch.add(gram[0], gram[1]), )
            width = torch.size(weights, 0)
            sums = torch.select(all, 0, width)
            count = torch.select(sums, 0, width)
            mean = torch.div(torch.matmul(torch.narrow(sums, 0, 0, width), weights), count)
            inner = torch.narrow(torch.narrow(all, 0, 0, width), 1, 0, width)
            square = torch.div(torch.sum(torch.mul(weights, torch.matmul(inner, weights)), [0]), count)
            return [mean, torch.sub(square, torch.mul(mean, mean))]

        """;
}
