"""Which files make up a model, told from names alone."""

from pathlib import Path

import pytest

from diffusion.errors import CheckpointError
from diffusion.published.layout import Layout, locate, plan

DIFFUSERS = [
    "model_index.json", "scheduler/scheduler_config.json",
    "transformer/config.json", "transformer/diffusion_pytorch_model.safetensors",
    "vae/config.json", "vae/diffusion_pytorch_model.safetensors",
    "text_encoder/config.json", "text_encoder/model.safetensors",
    "text_encoder_2/config.json", "text_encoder_2/model-00001-of-00002.safetensors",
    "text_encoder_2/model-00002-of-00002.safetensors", "text_encoder_2/model.safetensors.index.json",
    "tokenizer/vocab.txt", "tokenizer/tokenizer_config.json",
    "tokenizer_2/spiece.model", "tokenizer_2/special_tokens_map.json",
]  # fmt: skip
TENCENT = [
    "t2i/model/pytorch_model_ema.pt", "t2i/sdxl-vae-fp16-fix/config.json",
    "t2i/sdxl-vae-fp16-fix/diffusion_pytorch_model.safetensors", "t2i/clip_text_encoder/config.json",
    "t2i/clip_text_encoder/pytorch_model.bin", "t2i/mt5/config.json", "t2i/mt5/pytorch_model.bin",
    "t2i/mt5/spiece.model", "t2i/tokenizer/vocab.txt",
]  # fmt: skip


def variant(name: str) -> str:
    """The name of the float16 variant, as diffusers and transformers write it."""
    for ending in (".safetensors.index.json", ".safetensors"):
        if name.endswith(ending):
            stem, dot, rest = name.rpartition(".")
            if "-of-" in name:
                head, _, tail = name.partition("-0")
                return f"{head}.fp16-0{tail}"
            return f"{stem}.fp16{dot}{rest}"
    return name


def sharded(layout: Layout) -> tuple[str, ...]:
    return layout.weights["t5"].files


def test_diffusers() -> None:
    layout = plan(DIFFUSERS, "here")
    assert layout.kind == "diffusers"
    assert sorted(layout.files) == sorted(DIFFUSERS)
    assert layout.weights["t5"].index == "text_encoder_2/model.safetensors.index.json"
    assert layout.folder("t5_tokens") == "tokenizer_2/"


def test_tencent() -> None:
    for prefix in ("", "t2i/"):
        layout = plan([name.removeprefix("t2i/") if not prefix else name for name in TENCENT], "here")
        assert layout.kind == "tencent"
        assert layout.folder("vae") == prefix + "sdxl-vae-fp16-fix/"
        assert len(layout.files) == len(TENCENT)


def test_what_is_not_read_is_not_asked_for() -> None:
    """Pickles beside safetensors, other variants, other frameworks, the dialogue model."""
    more = [
        "transformer/diffusion_pytorch_model.bin", "vae/diffusion_pytorch_model.fp16.safetensors", "README.md",
        "text_encoder/flax_model.msgpack", "dialoggen/model.safetensors", "text_encoder/pytorch_model.bin",
    ]  # fmt: skip
    assert sorted(plan(DIFFUSERS + more, "here").files) == sorted(DIFFUSERS)


def test_variants() -> None:
    names = DIFFUSERS + [variant(name) for name in DIFFUSERS if "safetensors" in name]
    plain, half = plan(names, "here"), plan(names, "here", variant="fp16")
    assert sorted(plain.files) == sorted(DIFFUSERS)
    assert sharded(half) == tuple(f"text_encoder_2/model.fp16-0000{n}-of-00002.safetensors" for n in (1, 2))
    assert half.weights["t5"].index == "text_encoder_2/model.safetensors.index.fp16.json"
    assert half.weights["vae"].files == ("vae/diffusion_pytorch_model.fp16.safetensors",)


def test_the_only_variant_is_taken_and_a_lacking_one_is_made_up_for() -> None:
    only = [variant(name) for name in DIFFUSERS]
    assert plan(only, "here").files == plan(only, "here", variant="fp16").files
    assert sorted(plan(DIFFUSERS, "here", variant="fp16").files) == sorted(DIFFUSERS)


def test_older_names_of_variant_shards() -> None:
    names = [name.replace("00002.safetensors", "00002.fp16.safetensors") for name in DIFFUSERS]
    names = [name.replace("index.json", "index.fp16.json") if "text_encoder_2" in name else name for name in names]
    assert sharded(plan(names, "here")) == tuple(
        f"text_encoder_2/model-0000{n}-of-00002.fp16.safetensors" for n in (1, 2)
    )


@pytest.mark.parametrize("lost", [name for name in DIFFUSERS if "tokenizer_config" not in name and "map" not in name])
def test_a_lost_file_is_named(lost: str) -> None:
    with pytest.raises(CheckpointError, match="the/folder") as caught:
        plan([name for name in DIFFUSERS if name != lost], "the/folder")
    assert lost in str(caught.value)


def test_half_a_folder_is_named_whole() -> None:
    with pytest.raises(CheckpointError) as caught:
        plan([name for name in DIFFUSERS if "text_encoder" not in name and not name.startswith("vae")], "here")
    for lost in ("text_encoder/model.safetensors", "text_encoder_2/config.json", "vae/config.json"):
        assert lost in str(caught.value)
    with pytest.raises(CheckpointError, match=r"pytorch_model_ema\.pt or .*distill"):
        plan(TENCENT[1:], "here")


@pytest.mark.parametrize("lost", TENCENT)
def test_a_lost_file_of_tencents_is_named(lost: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        plan([name for name in TENCENT if name != lost], "here")
    assert lost in str(caught.value)


@pytest.mark.parametrize("names", [[], ["README.md", "unet/config.json"], ["pytorch_model_distill.pt"]])
def test_something_else_is_no_model(names: list[str]) -> None:
    with pytest.raises(CheckpointError, match="neither"):
        plan(names, "here")


def test_tencents_choices() -> None:
    both = ["t2i/model/pytorch_model_module.pt", "t2i/model/pytorch_model_distill.pt"]
    assert plan(TENCENT + both, "here").weights["transformer"].files == ("t2i/model/pytorch_model_ema.pt",)
    assert plan(TENCENT[1:] + both, "here").weights["transformer"].files == (both[1],)


def test_a_file_of_tencents_may_be_given(tmp_path: Path) -> None:
    for name in [*TENCENT, "t2i/model/pytorch_model_distill.pt", "t2i/model/mine.pt"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert locate(tmp_path)[1].weights["transformer"].files == ("t2i/model/pytorch_model_ema.pt",)
    for chosen in ("pytorch_model_distill.pt", "mine.pt"):
        root, layout = locate(tmp_path / "t2i" / "model" / chosen)
        assert root == tmp_path / "t2i"
        assert layout.weights["transformer"].files == (f"model/{chosen}",)


def test_a_path_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no folder"):
        locate(tmp_path / "nothing")
    (tmp_path / "x.pt").touch()
    with pytest.raises(CheckpointError, match="t2i/model"):
        locate(tmp_path / "x.pt")
