namespace MPruner.ScriptModels.Probes;

/// <summary>
/// The TorchScript that takes the place of <c>torch._transformer_encoder_layer_fwd</c>, calls it, and shows what the second linear layer of
/// its MLP reads. The operator itself does not return that, so the steps up to there are repeated.
/// </summary>
/// <remarks>
/// They are those of <c>transformer_encoder_layer_forward</c> in ATen's native/transformers/transformer.cpp, which have not changed since
/// the operator was added.
/// </remarks>
internal static class EncoderLayerSource
{
    /// <summary>The class's qualified name.</summary>
    public const string ClassName = "__torch__.mpruner.EncoderLayer";

    /// <summary>Keeps the values under one index. Nested tensors, which have no rows of equal length, are not shown.</summary>
    public const string Code = """
        class EncoderLayer:
          index : int
          probes : __torch__.mpruner.ValueProbes
          def forward(self: __torch__.mpruner.EncoderLayer,
            src: Tensor,
            width: int,
            heads: int,
            qkv_weight: Tensor,
            qkv_bias: Tensor,
            out_weight: Tensor,
            out_bias: Tensor,
            gelu: bool,
            norm_first: bool,
            eps: float,
            norm1_weight: Tensor,
            norm1_bias: Tensor,
            norm2_weight: Tensor,
            norm2_bias: Tensor,
            up_weight: Tensor,
            up_bias: Tensor,
            down_weight: Tensor,
            down_bias: Tensor,
            mask: Optional[Tensor]=None,
            mask_type: Optional[int]=None) -> Tensor:
            if torch.__not__(ops.prim.is_nested(src)):
              if norm_first:
                x = torch.layer_norm(src, [width], norm1_weight, norm1_bias, eps)
              else:
                x = src
              attended = torch._native_multi_head_attention(x, x, x, width, heads, qkv_weight, qkv_bias, out_weight,
                  out_bias, mask, False, True, mask_type)
              sum = torch.add((attended)[0], src)
              if norm_first:
                read = torch.layer_norm(sum, [width], norm2_weight, norm2_bias, eps)
              else:
                read = torch.layer_norm(sum, [width], norm1_weight, norm1_bias, eps)
              hidden = torch.linear(read, up_weight, up_bias)
              if gelu:
                units = torch.gelu(hidden)
              else:
                units = torch.relu(hidden)
              probes = self.probes
              _0 = (probes).keep(self.index, units, )
            else:
              pass
            return torch._transformer_encoder_layer_fwd(src, width, heads, qkv_weight, qkv_bias, out_weight, out_bias, gelu, norm_first,
                eps, norm1_weight, norm1_bias, norm2_weight, norm2_bias, up_weight, up_bias, down_weight, down_bias, mask, mask_type)

        """;
}
