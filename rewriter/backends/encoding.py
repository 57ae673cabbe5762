"""From chat messages to the tensors that a model of transformers reads. Works on what was loaded, loads nothing.

An encoder is a function of messages to a mapping with ``input_ids`` (1, L), ``attention_mask`` (1, L) and what the
model's pictures need.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PIL import Image

from rewriter.backends.errors import BackendUnavailable
from rewriter.backends.protocol import Message

Encode = Callable[[Sequence[Message]], Mapping[str, Any]]


def text_encoder(tokenizer: Any) -> Encode:
    """Return the encoder of a model that reads text alone; pictures are left out."""

    def encode(messages: Sequence[Message]) -> Mapping[str, Any]:
        chat = [{"role": message.role, "content": message.text} for message in messages]
        text = _templated(tokenizer, chat)
        encoded: Mapping[str, Any] = tokenizer(text, return_tensors="pt", add_special_tokens=False)
        return encoded

    return encode


def processor_encoder(processor: Any) -> Encode:
    """Return the encoder of a model whose own processor can be loaded."""

    def encode(messages: Sequence[Message]) -> Mapping[str, Any]:
        chat = [_parts(message) for message in messages]
        options = {"add_generation_prompt": True, "tokenize": True, "return_dict": True, "return_tensors": "pt"}
        encoded: Mapping[str, Any] = _with_system(processor.apply_chat_template, chat, options)
        return encoded

    return encode


def qwen_encoder(tokenizer: Any, image_processor: Any) -> Encode:
    """Return the encoder of Qwen2-VL, 2.5-VL and 3-VL without their processor, which wants torchvision for videos.

    Each picture's placeholder is repeated once per merged patch (grid t·h·w over merge size squared), as the processor
    does it.
    """
    holder = "<|image_pad|>"

    def encode(messages: Sequence[Message]) -> Mapping[str, Any]:
        pictures = [_opened(data) for message in messages for data in message.pictures]
        first, *others = _templated(tokenizer, [_parts(message) for message in messages]).split(holder)
        if len(others) != len(pictures):
            raise BackendUnavailable("The language model's chat template does not place pictures.")
        extra: dict[str, Any] = {}
        if pictures:
            extra = dict(image_processor(images=pictures, return_tensors="pt"))
            patches = [int(grid.prod()) // image_processor.merge_size**2 for grid in extra["image_grid_thw"]]
            others = [holder * count + rest for count, rest in zip(patches, others, strict=True)]
        encoded = dict(tokenizer("".join((first, *others)), return_tensors="pt", add_special_tokens=False))
        if pictures:
            place = tokenizer.convert_tokens_to_ids(holder)
            extra["mm_token_type_ids"] = (encoded["input_ids"] == place).long()
        return {**encoded, **extra}

    return encode


def _parts(message: Message) -> dict[str, Any]:
    pictures: list[dict[str, Any]] = [{"type": "image", "image": _opened(data)} for data in message.pictures]
    return {"role": message.role, "content": [*pictures, {"type": "text", "text": message.text}]}


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        return image.convert("RGB")


def _templated(tokenizer: Any, chat: list[dict[str, Any]]) -> str:
    return str(_with_system(tokenizer.apply_chat_template, chat, {"add_generation_prompt": True, "tokenize": False}))


def _with_system(apply: Callable[..., Any], chat: list[dict[str, Any]], options: dict[str, Any]) -> Any:
    """Apply a chat template; one that knows no system message gets it at the head of the user's first."""
    from jinja2 import TemplateError

    try:
        return apply(chat, **options)
    except TemplateError:
        system, user, *rest = chat
        joined = {"role": "user", "content": _joined(system["content"], user["content"])}
    try:
        return apply([joined, *rest], **options)
    except TemplateError as error:
        raise BackendUnavailable("The language model's chat template refuses a dialogue with examples.") from error


def _joined(system: Any, user: Any) -> Any:
    return f"{system}\n\n{user}" if isinstance(system, str) else [*system, *user]
