"""Device memory of a published drawing, computed from tensor sizes: ``python -m benchmarks.footprint``.

No network is loaded: all are built without data, at the sizes that HunyuanDiT v1.2 was published with.
"""

import sys

import torch

from benchmarks.measure import markdown
from diffusion.config import ModelConfig
from diffusion.footprint import Drawing, footprint, tiling_of
from diffusion.placement import MODES, Networks
from diffusion.published.text import empty_encoders, text_config
from diffusion.transformer import Transformer
from diffusion.vae import AutoencoderKL

CLIP = {
    "model_type": "bert", "vocab_size": 47020, "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16,
    "intermediate_size": 4096, "max_position_embeddings": 512,
}  # fmt: skip
MT5 = {
    "model_type": "mt5", "vocab_size": 250112, "d_model": 2048, "d_kv": 64, "d_ff": 5120, "num_layers": 24,
    "num_heads": 32, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False,
}  # fmt: skip


def main() -> None:
    """Prints a Markdown table: gigabytes by mode, dtype and stage, at 1024 x 1024 with guidance."""
    config = ModelConfig(text=text_config(CLIP, MT5, 77, 256))
    rows = []
    for dtype in (torch.float16, torch.float32):
        with torch.device("meta"):
            transformer = Transformer(config.transformer).to(dtype)
            vae = AutoencoderKL(config.vae).to(dtype)
        networks: Networks = {"text": empty_encoders(CLIP, MT5, dtype), "transformer": (transformer,), "vae": (vae,)}
        for mode in MODES:
            made = footprint(networks, config, mode, Drawing(dtype, tiling=tiling_of(mode)))
            stages = (made.text, made.steps, made.decode, made.peak)
            rows.append([f"{mode}, {str(dtype).removeprefix('torch.')}", *(f"{size / 1e9:.1f} GB" for size in stages)])
    sys.stdout.write(markdown(["1024 x 1024, guidance", "text", "steps", "decoding", "peak"], rows) + "\n")


if __name__ == "__main__":
    main()
