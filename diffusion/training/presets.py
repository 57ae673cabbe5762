"""The embedded model's configuration."""

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
        block_channels=(48, 96),
        layers_per_block=1,
        norm_groups=12,
        quant_conv=False,
        unshuffle=4,
        linear=True,
        encoder_blocks=False,
    ),
    schedule=ScheduleConfig(beta_end=0.02),
    image_size=128,
)
