"""A published model, from a folder or the hub, as a Pipeline."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from diffusion.checkpoint import build
from diffusion.config import ModelConfig, TextConfig, TransformerConfig
from diffusion.errors import CheckpointMismatch, InvalidConfig, LicenceNotAccepted
from diffusion.keymap import DIFFUSERS_TRANSFORMER, DIFFUSERS_VAE, TENCENT_TRANSFORMER, translate
from diffusion.pipeline import Pipeline
from diffusion.published import configs, text
from diffusion.published.home import Home
from diffusion.published.hub import fetch, repository
from diffusion.published.layout import Layout, Part, locate
from diffusion.published.licence import NOTICE, ensure_accepted
from diffusion.published.regime import DISTILLED_STEPS, STEPS, PublishedRegime
from diffusion.published.weights import fingerprint, read, read_json
from diffusion.transformer import Transformer
from diffusion.vae import AutoencoderKL

logger = logging.getLogger(__name__)

IMAGE_SIZE = 1024
"""Side in pixels that Tencent's files were trained at; diffusers' say it themselves, in positions of the latents."""
LATENT = 8
CLIP_LENGTH, T5_LENGTH = 77, 256

Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class _Source:
    """The files of one model, and what to make of them."""

    root: Path
    layout: Layout
    cache: Path
    device: torch.device
    dtype: torch.dtype

    def path(self, of: str, name: str) -> Path:
        return self.root / (self.layout.folder(of) + name)

    def names(self, part: Part) -> str:
        return ", ".join(str(self.root / name) for name in self.layout.weights[part].files)

    def tensors(self, part: Part) -> dict[str, Tensor]:
        """The part's tensors under their foreign names, where they lie."""
        return read(self.root, self.layout.weights[part], self.cache)

    def placed(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {name: tensor.to(self.device, self.dtype) for name, tensor in tensors.items()}

    @contextmanager
    def named(self, part: Part) -> Iterator[None]:
        """A mismatch inside says which files it is of."""
        try:
            yield
        except CheckpointMismatch as error:
            raise CheckpointMismatch(f"{self.names(part)}: {error}") from error


def load_published(
    path: Path | str,
    home: Home | None,
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype | None = None,
    variant: str | None = None,
) -> Pipeline:
    """The pipeline of a published model: a folder, Tencent's ``.pt`` file inside one, or a name on the hub.

    On a GPU where there is one, in float16 there and float32 elsewhere, unless said otherwise. Raises
    LicenceNotAccepted, NotFetched, InvalidConfig, and CheckpointError naming the files and the faults.
    """
    name, folder = _named(path), Path(path)
    if name is None:
        _located(folder, variant)  # faults come before the question
    if home is None:
        raise LicenceNotAccepted(f"A published model needs a home, where the answer to its licence is kept.\n{NOTICE}")
    ensure_accepted(home.licences, home.ask)
    if name is not None:
        folder = fetch(name, home.hub, variant=variant)
    root, layout = _located(folder, variant)
    chosen = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    kind = dtype or (torch.float16 if chosen.type == "cuda" else torch.float32)
    return _pipeline(_Source(root, layout, home.converted, chosen, kind), name or root.name, folder)


def _named(path: Path | str) -> str | None:
    """The repository on the hub that is meant; None for what lies here."""
    return None if Path(path).exists() else repository(str(path))


def _located(folder: Path, variant: str | None = None) -> tuple[Path, Layout]:
    """See ``locate``. InvalidConfig where the folder itself says that it holds another kind of model."""
    index = folder / "model_index.json"
    if index.is_file():
        configs.check_pipeline(index)
    return locate(folder, variant)


def token_counters(path: Path | str, home: Home | None = None) -> tuple[Callable[[str], int], Callable[[str], int]]:
    """Token counters (long encoder, short encoder) of a published model that is here; no network is loaded.

    ``home`` is needed for a name on the hub. Raises CheckpointError, and NotFetched where it was not fetched before.
    """
    name, folder = _named(path), Path(path)
    if name is not None and home is not None:
        folder = fetch(name, home.hub, online=False)
    root, layout = _located(folder)
    long = text.t5_rows(root / layout.folder("t5_tokens"), T5_LENGTH)
    short = text.clip_rows(root / layout.folder("clip_tokens"), CLIP_LENGTH)
    return long.count, short.count


def _pipeline(source: _Source, name: str, path: Path) -> Pipeline:
    network, image_size, weights = _network(source)
    noise = configs.published_noise(network.size_and_style)
    if source.layout.kind == "diffusers":
        noise = configs.noise_config(source.root / "scheduler" / "scheduler_config.json", network.size_and_style)
    vae_config = configs.vae_config(source.path("vae", "config.json"))
    if vae_config.latent_channels != network.in_channels:
        raise InvalidConfig(f"{source.root}: the autoencoder has {vae_config.latent_channels} channels of latents, the "
                            f"transformer {network.in_channels}; they are not of one model.")  # fmt: skip
    limits, conditioner = _text(source, network)
    config = ModelConfig(network, limits, vae_config, noise.schedule, image_size)
    transformer = _built(source, "transformer", lambda: Transformer(network), weights)
    with source.named("vae"):
        decoder = translate(DIFFUSERS_VAE, source.tensors("vae"))
    vae = _built(source, "vae", lambda: AutoencoderKL(vae_config), decoder)
    steps = DISTILLED_STEPS if is_distilled(source.root, source.layout) else STEPS
    regime = PublishedRegime(config, noise.spacing, noise.offset, steps)
    full = f"{name} {fingerprint(source.root, source.layout.files)}"
    logger.info("loaded %s from %s on %s in %s", full, path, source.device, source.dtype)
    return Pipeline(config, full, conditioner, transformer, vae, regime, path)


def _network(source: _Source) -> tuple[TransformerConfig, int, dict[str, Tensor]]:
    """The transformer's configuration, the side in pixels that it was trained at, and its weights under our names."""
    if source.layout.kind == "tencent":
        with source.named("transformer"):
            weights = translate(TENCENT_TRANSFORMER, source.tensors("transformer"))
        return configs.config_of_tensors(weights, source.names("transformer")), IMAGE_SIZE, weights
    path = source.path("transformer", "config.json")
    config, side = configs.transformer_config(path)
    with source.named("transformer"):
        weights = translate(DIFFUSERS_TRANSFORMER, source.tensors("transformer"))
    styled = "condition.style.weight" in weights
    if styled != config.size_and_style:
        has, says = ("has", "without") if styled else ("has no", "with")
        raise InvalidConfig(f"{path} is of a model {says} size and style conditions, but {source.names('transformer')} "
                            f"{has} them: it is of another version.")  # fmt: skip
    return config, side * LATENT, weights


def _text(source: _Source, network: TransformerConfig) -> tuple[TextConfig, text.PublishedConditioner]:
    """Both text encoders, and their configuration."""
    clip, t5 = (read_json(source.path(part, "config.json")) for part in ("clip", "t5"))
    limits = text.text_config(clip, t5, network.clip_length, network.t5_length)
    if (limits.clip_dim, limits.t5_dim) != (network.clip_dim, network.t5_dim):
        raise InvalidConfig(f"{source.root}: the text encoders are {limits.clip_dim} and {limits.t5_dim} wide, the "
                            f"transformer reads {network.clip_dim} and {network.t5_dim}.")  # fmt: skip
    with source.named("clip"):
        bert = text.placed(text.clip_encoder(clip, source.tensors("clip")), source.device, source.dtype)
    with source.named("t5"):
        encoder = text.placed(text.t5_encoder(t5, source.tensors("t5")), source.device, source.dtype)
    rows = (
        text.clip_rows(source.root / source.layout.folder("clip_tokens"), network.clip_length),
        text.t5_rows(source.root / source.layout.folder("t5_tokens"), network.t5_length),
    )
    return limits, text.PublishedConditioner(bert, encoder, *rows)


def _built(source: _Source, part: Part, factory: Callable[[], Module], tensors: Mapping[str, Tensor]) -> Module:
    with source.named(part):
        return build(factory, source.placed(tensors))


def is_distilled(root: Path, layout: Layout) -> bool:
    """Whether a name says that the model was distilled: its file's, its folder's or its repository's."""
    names = [Path(file).name for file in layout.weights["transformer"].files] + [root.name]
    if root.parent.name == "snapshots":
        names.append(root.parent.parent.name)
    return any("distill" in name.lower() for name in names)
