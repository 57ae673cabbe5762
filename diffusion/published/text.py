"""The published text encoders and their tokenizers, through transformers: a bilingual BERT and the encoder of an mT5.

Ids, masks and states are what diffusers' HunyuanDiTPipeline makes: rows of 77 and 256 tokens, padded to that length,
cut with the end piece kept, the encoders masking the padding. What stands at padded positions is the transformer's
business (``text_padding``).
"""

import functools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from diffusion.checkpoint import load_into
from diffusion.config import TextConfig, fault_of
from diffusion.errors import CheckpointError, InvalidConfig
from diffusion.precision import Watch, carefully_encoded
from diffusion.text import Tokenizer, Tokens
from diffusion.text_cache import States
from diffusion.transformer import Conditioning

_NOT_READ = {
    "clip": ("pooler.", "cls.", "embeddings.position_ids", "embeddings.token_type_ids"),
    "t5": ("decoder.", "lm_head."),
}
"""Parameters of a whole BERT or T5 that an encoder of captions has no use for."""
_OUTER = "bert."
"""What stands before every name of a BERT that was saved inside another model."""
_TIED = ("shared.weight", "encoder.embed_tokens.weight")
_SIZES = {
    "bert": ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
             "max_position_embeddings"),
    "t5": ("vocab_size", "d_model", "d_kv", "d_ff", "num_layers", "num_heads"),
}  # fmt: skip
"""Whole numbers in the encoders' config.json; all of them are in published ones."""
_FULL_PRECISION = ".wo."
"""The T5's last projections overflow float16; transformers keeps them in float32 too."""


class Rows(Protocol):
    """A tokenizer whose every row has the same length."""

    def batch(self, texts: Sequence[str]) -> Tokens:
        """Ids and masks of B texts, all of one length."""
        ...

    def count(self, text: str) -> int:
        """Tokens of ``text``, special ones included, before any cutting."""
        ...

    @property
    def highest(self) -> int:
        """The highest id that an ordinary text can come to."""
        ...


class TransformersRows:
    """A tokenizer of transformers, for one thread at a time: each call sets the padding and cutting of all."""

    def __init__(self, tokenizer: Any, length: int) -> None:
        self._tokenizer, self._length = tokenizer, length
        self._mutex = threading.Lock()  # a rewriter counts while the painter encodes

    def batch(self, texts: Sequence[str]) -> Tokens:
        """See Rows."""
        with self._mutex:
            made = self._tokenizer(
                list(texts), padding="max_length", max_length=self._length, truncation=True,
                return_attention_mask=True, return_tensors="pt",
            )  # fmt: skip
        return Tokens(made.input_ids, made.attention_mask.bool())

    def count(self, text: str) -> int:
        """See Rows."""
        with self._mutex:
            return len(self._tokenizer(text, verbose=False).input_ids)

    @property
    def highest(self) -> int:
        """See Rows. Pieces beside the vocabulary count if they are in every row, as begin, end and padding are."""
        pieces = self._tokenizer.backend_tokenizer.get_vocab(with_added_tokens=False)
        return max(*pieces.values(), int(self.batch([""]).ids.max()))


class SentencePieceRows:
    """A ``spiece.model`` read by sentencepiece itself, its byte pieces in use."""

    def __init__(self, tokenizer: Tokenizer, length: int) -> None:
        self._tokenizer, self._length = tokenizer, length

    def batch(self, texts: Sequence[str]) -> Tokens:
        """See Rows."""
        return self._tokenizer.batch(texts, self._length, fixed=True)

    def count(self, text: str) -> int:
        """See Rows."""
        return self._tokenizer.count(text)

    @property
    def highest(self) -> int:
        """See Rows."""
        return len(self._tokenizer) - 1


class PublishedConditioner:
    """Both published encoders with their tokenizers. See Conditioner.

    ``device``: where the encoders work; by default where their weights lie now.
    """

    def __init__(
        self, clip: nn.Module, t5: nn.Module, clip_rows: Rows, t5_rows: Rows, device: torch.device | None = None
    ) -> None:
        self.clip, self.t5 = clip.eval().requires_grad_(False), t5.eval().requires_grad_(False)
        self._clip_rows, self._t5_rows = clip_rows, t5_rows
        self._device = device

    def encode(self, long: Sequence[str], short: Sequence[str]) -> Conditioning:
        """See Conditioner; always 77 and 256 positions."""
        clip, t5 = self.short_states(short), self.long_states(long)
        return Conditioning(clip.states, clip.mask, t5.states, t5.mask)

    def long_states(self, texts: Sequence[str]) -> States:
        """States [B, 256, T] of the T5. Raises DiffusionError where they are not finite in float32 either."""
        return self._states(self.t5, "The T5 text encoder", self._t5_rows.batch(texts))

    def short_states(self, texts: Sequence[str]) -> States:
        """States [B, 77, T] of the BERT. Raises as ``long_states``."""
        return self._states(self.clip, "The BERT text encoder", self._clip_rows.batch(texts))

    def _states(self, encoder: nn.Module, name: str, tokens: Tokens) -> States:
        """States of the encoder's last layer, finite or DiffusionError; the mask stays on the CPU."""
        device = next(encoder.parameters()).device if self._device is None else self._device
        ids, mask = tokens.ids.to(device), tokens.mask.long().to(device)
        watch = Watch()

        def encode(dtype: torch.dtype) -> Tensor:
            made: Tensor = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            return made

        states = carefully_encoded(encoder, encode, name, watch)
        return States(states, tokens.mask, " ".join(watch.notes))

    def count_long(self, text: str) -> int:
        """See Conditioner."""
        return self._t5_rows.count(text)

    def count_short(self, text: str) -> int:
        """See Conditioner."""
        return self._clip_rows.count(text)


def clip_rows(folder: Path, length: int) -> Rows:
    """The BERT's tokenizer in ``folder``. Raises CheckpointError."""
    from transformers import BertTokenizer

    return TransformersRows(_pretrained(BertTokenizer, folder), length)


def t5_rows(folder: Path, length: int) -> Rows:
    """The T5's tokenizer in ``folder``: its ``tokenizer.json``, else its ``spiece.model``. Raises CheckpointError."""
    if (folder / "tokenizer.json").is_file():
        from transformers import T5Tokenizer

        return TransformersRows(_pretrained(T5Tokenizer, folder), length)
    path = folder / "spiece.model"
    try:
        return SentencePieceRows(Tokenizer(path.read_bytes()), length)
    except (OSError, RuntimeError) as error:
        raise CheckpointError(f"{path} cannot be read as a sentencepiece model ({error}). Fetch it again.") from error


def _pretrained(cls: Any, folder: Path) -> Any:
    try:
        return cls.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"The tokenizer in {folder} cannot be read ({error}). Fetch it again.") from error


def check_ids(rows: Rows, encoder: nn.Module, tokenizer: Path, weights: Path) -> None:
    """CheckpointError unless the ``encoder`` has an embedding for every id; both folders are named."""
    known = encoder.get_input_embeddings().weight.shape[0]  # type: ignore[operator]
    if rows.highest >= known:
        raise CheckpointError(
            f"The tokenizer in {tokenizer} has ids up to {rows.highest}, but the text encoder in {weights} only knows "
            f"those below {known}: they are not of one model. Fetch both again."
        )


def check_clip(values: Mapping[str, Any], length: int) -> None:
    """InvalidConfig unless ``values`` are those of a BERT that can be built and that reads ``length`` tokens."""
    factory = _clip_factory(values)
    if values["max_position_embeddings"] < length:
        raise InvalidConfig(
            f"max_position_embeddings is {values['max_position_embeddings']}, but the transformer reads {length} tokens"
        )
    with torch.device("meta"):
        factory()


def check_t5(values: Mapping[str, Any]) -> None:
    """InvalidConfig unless ``values`` are those of a T5 that can be built."""
    with torch.device("meta"):
        _t5_factory(values)()


def text_config(clip: Mapping[str, Any], t5: Mapping[str, Any], clip_length: int, t5_length: int) -> TextConfig:
    """Our configuration of both encoders, told from their own ``config.json``. Raises InvalidConfig."""
    try:
        return TextConfig(
            vocab=t5["vocab_size"], clip_dim=clip["hidden_size"], clip_layers=clip["num_hidden_layers"],
            clip_heads=clip["num_attention_heads"], clip_mlp=clip["intermediate_size"], clip_length=clip_length,
            t5_dim=t5["d_model"], t5_layers=t5["num_layers"], t5_heads=t5["num_heads"], t5_mlp=t5["d_ff"],
            t5_length=t5_length,
        )  # fmt: skip
    except KeyError as error:
        raise InvalidConfig(f"The text encoders' config.json lack {error}; they are not a BERT and a T5.") from error


def clip_encoder(values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> nn.Module:
    """The BERT of a ``config.json`` with its weights, without its pooling layer. Raises CheckpointMismatch."""
    inner = {name.removeprefix(_OUTER): tensor for name, tensor in tensors.items()}
    return _loaded(_clip_factory(values), _read("clip", inner))


def t5_encoder(values: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> nn.Module:
    """The encoder of the T5 or mT5 of a ``config.json`` with its weights. Raises CheckpointMismatch."""
    factory = _t5_factory(values)
    read = _read("t5", tensors)
    for name, other in (_TIED, _TIED[::-1]):
        if name in read:
            read.setdefault(other, read[name])
    model = _loaded(factory, read)
    model.set_input_embeddings(model.shared)  # one parameter again, not two of one content
    return model


def empty_encoders(clip: Mapping[str, Any], t5: Mapping[str, Any], dtype: torch.dtype) -> tuple[nn.Module, nn.Module]:
    """Both encoders on the meta device, in the dtypes in which they would work with ``dtype``: for their sizes."""
    meta = torch.device("meta")
    with meta:
        bert, encoder = _clip_factory(clip)(), _t5_factory(t5)()
    return placed(bert, meta, dtype), placed(encoder, meta, dtype)


def _clip_factory(values: Mapping[str, Any]) -> Callable[[], Any]:
    from transformers import BertConfig, BertModel

    _check_type(values, ("bert",))
    _check_sizes(values, _SIZES["bert"])
    return _factory(BertConfig, functools.partial(BertModel, add_pooling_layer=False), values)


def _t5_factory(values: Mapping[str, Any]) -> Callable[[], Any]:
    from transformers import MT5Config, MT5EncoderModel, T5Config, T5EncoderModel

    _check_type(values, ("t5", "mt5"))
    _check_sizes(values, _SIZES["t5"])
    kind, cls = (MT5Config, MT5EncoderModel) if values["model_type"] == "mt5" else (T5Config, T5EncoderModel)
    return _factory(kind, cls, values)


def _factory(kind: Any, cls: Callable[[Any], Any], values: Mapping[str, Any]) -> Callable[[], Any]:
    """Makes networks of a configuration, which is read now. Both raise InvalidConfig."""
    with _sensible():
        config = kind.from_dict(dict(values))

    def build() -> Any:
        with _sensible():
            return cls(config)

    return build


@contextmanager
def _sensible() -> Iterator[None]:
    """InvalidConfig for whatever transformers raises for settings that it cannot build a network of."""
    from huggingface_hub.errors import StrictDataclassError

    try:
        yield
    except (StrictDataclassError, KeyError, ValueError, TypeError, AttributeError, AssertionError) as error:
        reason = (str(error).splitlines() or [""])[-1].strip()
        raise InvalidConfig(f"no text encoder can be built of it: {type(error).__name__} {reason[:200]}") from error


def _check_sizes(values: Mapping[str, Any], names: Sequence[str]) -> None:
    faults = [f"{name} is missing" for name in names if name not in values]
    told = {name: fault_of(int, values[name]) for name in names if name in values}
    faults += [f"{name} is {fault}" for name, fault in told.items() if fault]
    if faults:
        raise InvalidConfig(f"the sizes of this text encoder do not fit: {'; '.join(faults)}")


def _check_type(values: Mapping[str, Any], allowed: Sequence[str]) -> None:
    found = values.get("model_type")
    if found not in allowed:
        raise InvalidConfig(
            f"this text encoder is of type {found!r}; a published HunyuanDiT has {' or '.join(allowed)}"
        )


def _read(part: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in tensors.items() if not name.startswith(_NOT_READ[part])}


def _loaded(factory: Callable[[], Any], tensors: Mapping[str, Tensor]) -> Any:
    """The model with its parameters from ``tensors``; none are drawn first. Buffers are made as always."""
    from accelerate import init_empty_weights

    with init_empty_weights(include_buffers=False):
        model = factory()
    load_into(model, tensors)
    return model


def placed(model: nn.Module, device: torch.device, dtype: torch.dtype) -> nn.Module:
    """The encoder on ``device`` as ``dtype``, its projections that need float32 kept in it."""
    model.to(device)
    for name, parameter in model.named_parameters():
        kept = dtype == torch.float16 and _FULL_PRECISION in name
        parameter.data = parameter.data.to(torch.float32 if kept else dtype)
    return model
