"""A published model, from a folder or the hub, as a Pipeline."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from diffusion.carriers import Carrier
from diffusion.checkpoint import build
from diffusion.config import ModelConfig, TextConfig, TransformerConfig, VaeConfig
from diffusion.errors import CheckpointMismatch, InvalidConfig, LicenceNotAccepted
from diffusion.footprint import AUTO, Footprint, footprints, mode_for, mode_named, tiling_of
from diffusion.keymap import DIFFUSERS_TRANSFORMER, DIFFUSERS_VAE, TENCENT_TRANSFORMER, translate
from diffusion.pipeline import Pipeline
from diffusion.placement import Mode, Networks, Placement, placement
from diffusion.published import configs, text
from diffusion.published.adapter import files_of, load_adapter
from diffusion.published.home import Home
from diffusion.published.hub import fetch, repository
from diffusion.published.layout import Layout, Part, locate
from diffusion.published.licence import NOTICE, ensure_accepted
from diffusion.published.quantised import in_int8, require_int8
from diffusion.published.regime import DISTILLED_STEPS, STEPS, PublishedRegime
from diffusion.published.weights import fingerprint, read, read_json
from diffusion.shown_carrier import ShownCarrier
from diffusion.text_cache import CachedConditioner
from diffusion.tiling import TiledAutoencoder
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
    """The files of one model, and what to make of them. ``rest``: where weights lie that are not at work."""

    root: Path
    layout: Layout
    cache: Path
    device: torch.device
    dtype: torch.dtype
    rest: torch.device
    adapter: Path | None = None
    int8: bool = False

    def path(self, of: str, name: str) -> Path:
        return self.root / (self.layout.folder(of) + name)

    def names(self, part: Part) -> str:
        return ", ".join(str(self.root / name) for name in self.layout.weights[part].files)

    def tensors(self, part: Part) -> dict[str, Tensor]:
        """The part's tensors under their foreign names, where they lie."""
        return read(self.root, self.layout.weights[part], self.cache)

    def placed(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {name: tensor.to(self.rest, self.dtype) for name, tensor in tensors.items()}

    @contextmanager
    def named(self, part: Part) -> Iterator[None]:
        """A mismatch inside says which files it is of."""
        try:
            yield
        except CheckpointMismatch as error:
            raise CheckpointMismatch(f"{self.names(part)}: {error}") from error

    @contextmanager
    def configured(self, part: Part) -> Iterator[None]:
        """A configuration that does not fit inside says which file it is of."""
        try:
            yield
        except InvalidConfig as error:
            raise InvalidConfig(f"{self.path(part, 'config.json')} cannot be used: {error}.") from error


def load_published(
    path: Path | str,
    home: Home | None,
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype | None = None,
    variant: str | None = None,
    memory: str = AUTO,
    adapter: Path | None = None,
    int8: bool = False,
) -> Pipeline:
    """The pipeline of a published model: a folder, Tencent's ``.pt`` file inside one, or a name on the hub.

    On a GPU where there is one, in float16 there and float32 elsewhere, unless said otherwise. ``memory``: a mode of
    ``placement``, or "auto" for the fastest that fits into what is free. ``adapter``: the folder of an IP-Adapter.
    ``int8``: the T5's weights in int8, through torchao. Raises LicenceNotAccepted, NotFetched, InvalidConfig,
    InvalidRequest, and CheckpointError naming the files and the faults.
    """
    mode_named(memory)  # before anything is fetched
    if int8:
        require_int8()
    if adapter is not None:
        files_of(adapter)
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
    source = _Source(root, layout, home.converted, chosen, kind, chosen, adapter, int8)
    return _pipeline(source, name or root.name, folder, memory)


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


def _pipeline(source: _Source, name: str, path: Path, memory: str) -> Pipeline:
    network, image_size, weights = _network(source)
    noise = configs.published_noise(network.size_and_style)
    if source.layout.kind == "diffusers":
        noise = configs.noise_config(source.root / "scheduler" / "scheduler_config.json", network.size_and_style)
    vae_config = configs.vae_config(source.path("vae", "config.json"))
    if vae_config.latent_channels != network.in_channels:
        raise InvalidConfig(f"{source.root}: the autoencoder has {vae_config.latent_channels} channels of latents, the "
                            f"transformer {network.in_channels}; they are not of one model.")  # fmt: skip
    encoders = _Encoders.read(source, network)
    config = ModelConfig(network, encoders.limits, vae_config, noise.schedule, image_size)
    mode = mode_for(memory, source.device, lambda: _footprints(source, config, encoders))
    source = replace(source, rest=source.device if mode == "resident" else torch.device("cpu"))
    bert, t5 = _text(source, encoders)
    transformer = _built(source, "transformer", lambda: Transformer(network), weights)
    with source.named("vae"):
        decoder = translate(DIFFUSERS_VAE, source.tensors("vae"))
    vae = _built(source, "vae", lambda: _autoencoder(vae_config, mode), decoder)
    places = placement(mode, source.device, source.dtype, _staged(bert, t5, transformer, vae))
    steps = DISTILLED_STEPS if is_distilled(source.root, source.layout) else STEPS
    regime = PublishedRegime(config, noise.spacing, noise.offset, steps)
    full = f"{name} {fingerprint(source.root, source.layout.files)}"
    logger.info("loaded %s from %s on %s in %s, memory %s", full, path, source.device, source.dtype, mode)
    conditioner, carrier = _conditioner(source, network, bert, t5, places), _carrier(source, network)
    said = _said(source)
    return Pipeline(config, full, conditioner, transformer, vae, regime, path, carrier, places, said)


def _said(source: _Source) -> dict[str, Any]:
    """What changes numbers, if by little, and therefore stands in recipes."""
    facts = {
        "dtype": None if source.dtype == torch.float32 else str(source.dtype).removeprefix("torch."),
        "int8": "t5" if source.int8 else None,
    }
    return {key: value for key, value in facts.items() if value is not None}


def _footprints(source: _Source, config: ModelConfig, encoders: "_Encoders") -> dict[Mode, Footprint]:
    """Of networks on the meta device, before any weight is read."""
    with torch.device("meta"):
        transformer = Transformer(config.transformer).to(source.dtype)
        vae = AutoencoderKL(config.vae).to(source.dtype)
    bert, t5 = text.empty_encoders(encoders.clip, encoders.t5, source.dtype)
    return footprints(_staged(bert, t5, transformer, vae), config, source.dtype)


def _staged(bert: nn.Module, t5: nn.Module, transformer: nn.Module, vae: nn.Module) -> Networks:
    return {"text": (bert, t5), "transformer": (transformer,), "vae": (vae,)}


def _autoencoder(config: VaeConfig, mode: Mode) -> AutoencoderKL:
    return TiledAutoencoder(config, tiling_of(mode))


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


@dataclass(frozen=True, slots=True)
class _Encoders:
    """Both text encoders' own configurations, and ours."""

    clip: Mapping[str, Any]
    t5: Mapping[str, Any]
    limits: TextConfig

    @classmethod
    def read(cls, source: _Source, network: TransformerConfig) -> "_Encoders":
        """InvalidConfig where they are not the transformer's."""
        clip, t5 = (read_json(source.path(part, "config.json")) for part in ("clip", "t5"))
        with source.configured("clip"):
            text.check_clip(clip, network.clip_length)
        with source.configured("t5"):
            text.check_t5(t5)
        limits = text.text_config(clip, t5, network.clip_length, network.t5_length)
        if (limits.clip_dim, limits.t5_dim) != (network.clip_dim, network.t5_dim):
            raise InvalidConfig(f"{source.root}: the text encoders are {limits.clip_dim} and {limits.t5_dim} wide, the "
                                f"transformer reads {network.clip_dim} and {network.t5_dim}.")  # fmt: skip
        return cls(clip, t5, limits)


def _text(source: _Source, encoders: _Encoders) -> tuple[nn.Module, nn.Module]:
    """Both text encoders: the BERT and the T5."""
    with source.named("clip"):
        bert = text.placed(text.clip_encoder(encoders.clip, source.tensors("clip")), source.rest, source.dtype)
    with source.named("t5"):
        t5 = text.placed(text.t5_encoder(encoders.t5, source.tensors("t5")), source.rest, source.dtype)
    return bert, in_int8(t5) if source.int8 else t5


def _conditioner(
    source: _Source, network: TransformerConfig, bert: nn.Module, t5: nn.Module, places: Placement
) -> CachedConditioner:
    clip_tokens, t5_tokens = source.path("clip_tokens", ""), source.path("t5_tokens", "")
    rows = text.clip_rows(clip_tokens, network.clip_length), text.t5_rows(t5_tokens, network.t5_length)
    text.check_ids(rows[0], bert, clip_tokens, source.path("clip", ""))
    text.check_ids(rows[1], t5, t5_tokens, source.path("t5", ""))
    inner = text.PublishedConditioner(bert, t5, *rows, device=source.device)
    return CachedConditioner(inner, stage=places.text)


def _carrier(source: _Source, network: TransformerConfig) -> Carrier:
    """The IP-Adapter where one was asked for. Small, and at work before the steps only: it stays where weights rest."""
    if source.adapter is None:
        return ShownCarrier()
    return load_adapter(source.adapter, network, source.cache, source.rest, source.dtype)


def _built(source: _Source, part: Part, factory: Callable[[], Module], tensors: Mapping[str, Tensor]) -> Module:
    with source.named(part):
        return build(factory, source.placed(tensors))


def is_distilled(root: Path, layout: Layout) -> bool:
    """Whether a name says that the model was distilled: its file's, its folder's or its repository's."""
    names = [Path(file).name for file in layout.weights["transformer"].files] + [root.name]
    if root.parent.name == "snapshots":
        names.append(root.parent.parent.name)
    return any("distill" in name.lower() for name in names)
