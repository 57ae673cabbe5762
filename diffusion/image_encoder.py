"""The image encoder of the IP-Adapter: a CLIP vision transformer, through transformers.

Tencent's is a ViT-H/14 whose file has OpenCLIP's names (``visual.transformer.resblocks...``) beside those of a text
tower, which is left alone; files in transformers' own layout are read as well. A picture is squeezed to a square, its
embedding brought to length one.

Dimensions: S pictures, E width of an embedding, P side of the encoder's pictures.
"""

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from diffusion.checkpoint import load_into
from diffusion.errors import CheckpointMismatch
from diffusion.images import to_rgb, to_tensor
from diffusion.keymap import SplitTable, translate

MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""Of the pictures' red, green and blue in [0, 1] (Radford et al. 2021, arXiv:2103.00020)."""
HEADS = 16
"""Of the published ViT-H/14; a checkpoint's shapes do not tell."""

_QKV = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")
_LAYER: SplitTable = (
    ("ln_1", "layer_norm1"),
    ("attn.in_proj_weight", tuple(f"{name}.weight" for name in _QKV)),
    ("attn.in_proj_bias", tuple(f"{name}.bias" for name in _QKV)),
    ("attn.Wqkv", _QKV),  # in files of the flash attention variant
    ("attn.out_proj", "self_attn.out_proj"),
    ("ln_2", "layer_norm2"),
    ("mlp.c_fc", "mlp.fc1"),
    ("mlp.c_proj", "mlp.fc2"),
)


def _in_layers(ours: str | tuple[str, ...]) -> str | tuple[str, ...]:
    layer = "vision_model.encoder.layers.{}."
    return layer + ours if isinstance(ours, str) else tuple(layer + name for name in ours)


OPENCLIP_VISION: SplitTable = (
    ("visual.class_embedding", "vision_model.embeddings.class_embedding"),
    ("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
    ("visual.conv1", "vision_model.embeddings.patch_embedding"),
    ("visual.ln_pre", "vision_model.pre_layrnorm"),
    *((f"visual.transformer.resblocks.{{}}.{foreign}", _in_layers(ours)) for foreign, ours in _LAYER),
    ("visual.ln_post", "vision_model.post_layernorm"),
    ("visual.proj", "visual_projection.weight"),
)
"""OpenCLIP's vision tower -> transformers' CLIPVisionModelWithProjection, but for the last row, which is transposed."""

TEXT_TOWER = ("bert.", "text_projection", "logit_scale")
"""Beginnings of names that belong to the other half of a CLIP."""


class ImageEncoder(nn.Module):
    """Pictures to embeddings of length one."""

    def __init__(self, *, width: int, layers: int, heads: int, size: int, patch_size: int, mlp: int, out: int) -> None:
        super().__init__()
        from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

        self.size = size
        self.clip = CLIPVisionModelWithProjection(
            CLIPVisionConfig(
                hidden_size=width,
                num_hidden_layers=layers,
                num_attention_heads=heads,
                image_size=size,
                patch_size=patch_size,
                intermediate_size=mlp,
                projection_dim=out,
                hidden_act="quick_gelu",
                attn_implementation="sdpa",
            )
        )

    def pixels(self, pictures: Sequence[Image.Image]) -> Tensor:
        """What the encoder sees of ``pictures``: [S, 3, P, P] float32, normalised."""
        square = [to_rgb(picture).resize((self.size, self.size), Image.Resampling.BICUBIC) for picture in pictures]
        mean, deviation = (torch.tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
        return (to_tensor(square).add(1).div(2) - mean) / deviation

    def forward(self, pixels: Tensor) -> Tensor:
        """``pixels`` [S, 3, P, P] to embeddings [S, E]."""
        return F.normalize(self.clip(pixel_values=pixels).image_embeds, dim=-1)

    @torch.no_grad()
    def embed(self, pictures: Sequence[Image.Image]) -> Tensor:
        """Embeddings [S, E] of ``pictures``: all that has to be kept of a subject for later drawings."""
        weight = self.clip.visual_projection.weight
        return self(self.pixels(pictures).to(weight.device, weight.dtype))


def load_image_encoder(tensors: Mapping[str, Tensor], heads: int = HEADS) -> ImageEncoder:
    """The encoder of ``tensors`` in Tencent's (OpenCLIP's) or transformers' names; its sizes are read from shapes.

    The tensors are taken, not copied. CheckpointMismatch names all that is unknown, missing or misshaped.
    """
    ours = _translated(tensors)
    sizes = _sizes(ours)
    if sizes["width"] % heads:
        raise CheckpointMismatch(f"an image encoder of width {sizes['width']} cannot have {heads} heads")
    with torch.device("meta"):
        encoder = ImageEncoder(heads=heads, **sizes)
    load_into(encoder.clip, ours)
    embeddings = encoder.clip.vision_model.embeddings
    embeddings.position_ids = torch.arange(embeddings.num_positions)[None]  # a buffer that no checkpoint holds
    return encoder.eval().requires_grad_(False)


def _translated(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    names = {name.removeprefix("module."): tensor for name, tensor in tensors.items()}
    if any(name.startswith("vision_model.") for name in names):
        return {name: tensor for name, tensor in names.items() if not name.endswith(".position_ids")}
    vision = {name: tensor for name, tensor in names.items() if not name.startswith(TEXT_TOWER)}
    ours = translate(OPENCLIP_VISION, vision)
    if "visual_projection.weight" in ours:
        ours["visual_projection.weight"] = ours["visual_projection.weight"].T.contiguous()  # kept [width, E] there
    return ours


def _sizes(ours: Mapping[str, Tensor]) -> dict[str, int]:
    """The encoder's sizes from its shapes; what is missing or misshaped beyond these, loading will tell."""
    try:
        patch = ours["vision_model.embeddings.patch_embedding.weight"]
        positions = ours["vision_model.embeddings.position_embedding.weight"].shape[0] - 1
        out = ours["visual_projection.weight"].shape[0]
        mlp = ours["vision_model.encoder.layers.0.mlp.fc1.weight"].shape[0]
    except KeyError as error:
        raise CheckpointMismatch(f"This is not a CLIP vision tower: {error.args[0]} is missing.") from error
    layers = {name.split(".")[3] for name in ours if name.startswith("vision_model.encoder.layers.")}
    patch_size = patch.shape[-1]
    size = round(positions**0.5) * patch_size
    width = patch.shape[0]
    return {"width": width, "layers": len(layers), "size": size, "patch_size": patch_size, "mlp": mlp, "out": out}
