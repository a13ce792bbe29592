"""PyTorch's own encoder layers, which one operator computes in evaluation mode. Exported by tests, not committed."""
from typing import Optional

import torch
from torch import Tensor, nn

from fixture import Fixture, chain

WIDTH, TOKENS = 24, 7


class Encoder(nn.Module):
    def __init__(self, heads: int = 2, causal: bool = False, **options):
        super().__init__()
        layer = nn.TransformerEncoderLayer(WIDTH, heads, 40, batch_first=True, **options)
        self.encoder = nn.TransformerEncoder(layer, 3)
        self.mask: Optional[Tensor] = torch.full((TOKENS, TOKENS), -1e9).triu(1) if causal else None

    def forward(self, x: Tensor) -> Tensor:
        return self.encoder(x, self.mask)


def model(feature: str, *options, **named) -> Fixture:
    made = Encoder(*options, **named)
    # PyTorch gives all layers the weights of one.
    for name, parameter in made.named_parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter)
        elif "norm" not in name:
            nn.init.normal_(parameter, 0, 0.1)
    return Fixture(feature, made, lambda n: {"x": torch.randn(n, TOKENS, WIDTH)}, [chain("encoder.layers.{}", 3)])


ON_THE_FLY = {
    "encoder_layers": lambda: model("the operator, norms last"),
    "encoder_layers_norm_first": lambda: model("the operator, norms first, GELU", norm_first=True, activation="gelu"),
    "encoder_layers_of_odd_heads": lambda: model("layers that call their parts, since the operator takes even numbers only", 3),
    "encoder_layers_with_mask": lambda: model("layers that call their parts, since this operator takes no such mask", causal=True),
}
