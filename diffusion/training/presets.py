"""Configurations to train from scratch."""

from diffusion.config import ModelConfig, ScheduleConfig, TextConfig, TransformerConfig, VaeConfig

EMBEDDED = ModelConfig(
    transformer=TransformerConfig(
        in_channels=16,
        patch_size=2,
        width=256,
        heads=4,
        depth=8,
        mlp_ratio=4.0,
        learn_sigma=False,
        clip_dim=192,
        t5_dim=192,
        pooled_dim=192,
        pool_heads=4,
        text_padding="masked",
        references=True,
        absolute_position=True,
    ),
    text=TextConfig(
        vocab=3000,
        clip_dim=192,
        clip_layers=2,
        clip_heads=4,
        clip_mlp=512,
        t5_dim=192,
        t5_layers=3,
        t5_heads=4,
        t5_mlp=512,
    ),
    vae=VaeConfig(
        latent_channels=16,
        block_channels=(96, 192),
        layers_per_block=1,
        norm_groups=24,
        quant_conv=False,
        unshuffle=4,
        linear=True,
        encoder_blocks=False,
    ),
    schedule=ScheduleConfig(beta_end=0.02),
    image_size=128,
)

WIDE = ModelConfig(
    transformer=TransformerConfig(
        in_channels=16,
        patch_size=2,
        width=384,
        heads=6,
        depth=12,
        mlp_ratio=4.0,
        learn_sigma=False,
        clip_dim=256,
        t5_dim=256,
        pooled_dim=256,
        pool_heads=4,
        text_padding="masked",
        references=True,
        absolute_position=True,
    ),
    text=TextConfig(
        vocab=8000,
        clip_dim=256,
        clip_layers=3,
        clip_heads=4,
        clip_mlp=768,
        t5_dim=256,
        t5_layers=4,
        t5_heads=4,
        t5_mlp=768,
    ),
    vae=VaeConfig(
        latent_channels=16,
        block_channels=(64, 128),
        layers_per_block=1,
        norm_groups=16,
        quant_conv=False,
        unshuffle=4,
        linear=True,
        encoder_blocks=False,
    ),
    schedule=ScheduleConfig(beta_end=0.02),
    image_size=256,
)
"""256x256 pixels as 256 tokens, for the whole picture world: more than two CPU cores can train."""

PRESETS = {"embedded": EMBEDDED, "wide": WIDE}
