namespace MPruner.ScriptModels.Probes;

/// <summary>The TorchScript that records values inside a model while it runs.</summary>
internal static class ProbeSource
{
    /// <summary>The class's qualified name.</summary>
    public const string ClassName = "__torch__.mpruner.ValueProbes";

    /// <summary>
    /// Keeps a copy of each value that is passed through it. <c>take</c> returns one value for each index: the last one, if a loop passes
    /// several, and an empty one if none was passed. <c>real</c> clears the padding in values [examples,
    /// tokens, width] or [tokens, examples, width]; the masks have the shape [examples, tokens], and true is padding.
    /// </summary>
    public const string Code = """
        class ValueProbes:
          indices : List[int]
          values : List[Tensor]
          def start(self: __torch__.mpruner.ValueProbes) -> NoneType:
            indices = annotate(List[int], [])
            self.indices = indices
            values = annotate(List[Tensor], [])
            self.values = values
            return None
          def keep(self: __torch__.mpruner.ValueProbes,
            index: int,
            x: Tensor) -> Tensor:
            indices = self.indices
            _0 = torch.append(indices, index)
            values = self.values
            _1 = torch.append(values, torch.clone(x))
            return x
          def take(self: __torch__.mpruner.ValueProbes,
            count: int) -> List[Tensor]:
            indices = self.indices
            values = self.values
            taken = annotate(List[Tensor], [])
            for i in range(count):
              last = torch.zeros([0])
              for j in range(torch.len(indices)):
                if torch.eq(indices[j], i):
                  last = values[j]
                else:
                  pass
              _0 = torch.append(taken, last)
            _1 = (self).start()
            return taken
          def real(self: __torch__.mpruner.ValueProbes,
            values: List[Tensor],
            paddings: List[Tensor]) -> List[Tensor]:
            taken = annotate(List[Tensor], [])
            for i in range(torch.len(values)):
              value = values[i]
              for j in range(torch.len(paddings)):
                padding = paddings[j]
                if torch.eq(torch.dim(value), 3):
                  lead = torch.slice(torch.size(value), 0, 2)
                  if torch.eq(lead, torch.size(padding)):
                    value = torch.masked_fill(value, torch.unsqueeze(padding, -1), 0)
                  else:
                    flipped = torch.t(padding)
                    if torch.eq(lead, torch.size(flipped)):
                      value = torch.masked_fill(value, torch.unsqueeze(flipped, -1), 0)
                    else:
                      pass
                else:
                  pass
              _0 = torch.append(taken, value)
            return taken

        """;
}
