"""Chat models of the real classes at toy size with random weights, written to disk as a hub would hold them."""

from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = ("<pad>", "<bos>", "<eos>", "<image>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
PAD, BOS, EOS, IMAGE, START, END, IMAGE_PAD, VIDEO_PAD = range(8)
TEMPLATE = (
    "{% for m in messages %}<bos>{{ m.role }}: {% if m.content is string %}{{ m.content }}{% else %}"
    "{% for p in m.content %}{% if p.type == 'image' %}HOLDER{% else %}{{ p.text }}{% endif %}{% endfor %}{% endif %}"
    "<eos>{% endfor %}{% if add_generation_prompt %}<bos>assistant: {% endif %}"
)
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
CONTEXT = 32768
TEXT: dict[str, Any] = {
    "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
    "num_key_value_heads": 1, "bos_token_id": BOS, "eos_token_id": EOS, "pad_token_id": PAD,
    "tie_word_embeddings": False,
}  # fmt: skip


def tokenizer(holder: str = "<image>", prefix: str = "") -> transformers.PreTrainedTokenizerFast:
    """A tokenizer of bytes with a chat template."""
    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    settings: dict[str, Any] = {"special_tokens": list(SPECIAL), "initial_alphabet": letters, "show_progress": False}
    bare.train_from_iterator(["{}"], trainers.BpeTrainer(vocab_size=len(SPECIAL) + 256, **settings))
    made = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bare, pad_token="<pad>", bos_token="<bos>", eos_token="<eos>",
        extra_special_tokens={"image_token": "<image>"},
    )  # fmt: skip
    made.chat_template = prefix + TEMPLATE.replace("HOLDER", holder)
    return made


def _write(model: Any, folder: Path) -> Path:
    """Save ``model`` with random weights under which it talks without end."""
    with torch.no_grad():
        model.get_output_embeddings().weight[EOS] = 0
    model.generation_config = transformers.GenerationConfig(
        bos_token_id=BOS, eos_token_id=EOS, pad_token_id=PAD, do_sample=True, temperature=0.7, top_k=20
    )
    model.save_pretrained(folder)
    return folder


def write_text(
    folder: Path, *, context: int = CONTEXT, template: bool = True, prefix: str = "", seed: int = 0, layers: int = 1
) -> Path:
    """A Qwen2 of text alone."""
    made = tokenizer(prefix=prefix)
    if not template:
        made.chat_template = None
    made.save_pretrained(folder)
    torch.manual_seed(seed)
    shape = {**TEXT, "num_hidden_layers": layers}
    config = transformers.Qwen2Config(vocab_size=len(made), max_position_embeddings=context, **shape)
    return _write(transformers.Qwen2ForCausalLM(config), folder)


def write_llava(folder: Path) -> Path:
    """A LLaVA over a CLIP vision tower that sees 28 x 28 pixels in four patches."""
    made = tokenizer()
    pictures = transformers.CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    transformers.LlavaProcessor(
        image_processor=pictures, tokenizer=made, patch_size=14, vision_feature_select_strategy="default",
        num_additional_image_tokens=1, chat_template=made.chat_template,
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(0)
    vision = transformers.CLIPVisionConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=28, patch_size=14
    )
    text = transformers.Qwen2Config(vocab_size=len(made), max_position_embeddings=CONTEXT, **TEXT)
    config = transformers.LlavaConfig(
        vision_config=vision, text_config=text, image_token_index=IMAGE, vision_feature_select_strategy="default",
        vision_feature_layer=-1, image_seq_length=4, tie_word_embeddings=False,
    )  # fmt: skip
    return _write(transformers.LlavaForConditionalGeneration(config), folder)


def write_qwen_vl(folder: Path) -> Path:
    """A Qwen2.5-VL with a vision tower of one block."""
    made = tokenizer("<|vision_start|><|image_pad|><|vision_end|>")
    made.save_pretrained(folder)
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    sizes = {"shortest_edge": 56 * 56, "longest_edge": 112 * 112}
    Qwen2VLImageProcessorPil(size=sizes, patch_size=14, merge_size=2).save_pretrained(folder)
    torch.manual_seed(0)
    vision = {
        "depth": 1, "hidden_size": 16, "intermediate_size": 32, "num_heads": 2, "out_hidden_size": 16, "patch_size": 14,
        "spatial_merge_size": 2, "temporal_patch_size": 2, "window_size": 56, "fullatt_block_indexes": [0],
    }  # fmt: skip
    rope = {"rope_type": "default", "type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}
    config = transformers.Qwen2_5_VLConfig(
        vision_config=vision, image_token_id=IMAGE_PAD, video_token_id=VIDEO_PAD, vision_start_token_id=START,
        vision_end_token_id=END, tie_word_embeddings=False,
        text_config={**TEXT, "vocab_size": len(made), "max_position_embeddings": CONTEXT, "rope_parameters": rope},
    )  # fmt: skip
    return _write(transformers.Qwen2_5_VLForConditionalGeneration(config), folder)
