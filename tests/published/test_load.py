"""Folders as diffusers and Tencent write them, whole and broken in every way that a download can break."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from safetensors.torch import load_file, save_file

import diffusion
from diffusion import CheckpointError, CheckpointMismatch, DrawRequest
from diffusion.errors import InvalidConfig
from diffusion.keymap import DIFFUSERS_TRANSFORMER, translate
from diffusion.pipeline import Pipeline
from diffusion.published import Home, load_published
from diffusion.published.regime import PublishedRegime
from tests.published import toy


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The folder again, to be broken."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def edited(path: Path, **changes: Any) -> None:
    values = json.loads(path.read_text())
    path.write_text(json.dumps({**values, **changes}))


def rewritten(path: Path, change: Any) -> None:
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def same(one: Pipeline, other: Pipeline) -> bool:
    pairs = [(one.transformer, other.transformer), (one.vae, other.vae)]
    pairs += [(getattr(one.conditioner, name), getattr(other.conditioner, name)) for name in ("clip", "t5")]
    return all(torch.equal(tensor, b.state_dict()[name]) for a, b in pairs for name, tensor in a.state_dict().items())


def test_weights_are_those_of_the_files(ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, styled: bool) -> None:
    expected = translate(DIFFUSERS_TRANSFORMER, theirs.transformer.state_dict())
    assert all(torch.equal(tensor, expected[name]) for name, tensor in ours.transformer.state_dict().items())
    assert ours.config.transformer.size_and_style is styled
    assert ours.config.schedule.beta_end == toy.BETA_END[styled]
    assert ours.config.image_size == 1024
    assert not any(parameter.requires_grad for parameter in ours.transformer.parameters())


def test_shards_and_variants_are_the_same_model(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, home: Home, tmp_path: Path
) -> None:
    theirs.save_pretrained(tmp_path / "sharded", max_shard_size="20KB")
    assert len(list((tmp_path / "sharded" / "transformer").glob("*-of-*"))) > 1
    assert len(list((tmp_path / "sharded" / "text_encoder_2").glob("*-of-*"))) > 1
    assert same(ours, load_published(tmp_path / "sharded", home, device="cpu"))
    theirs.save_pretrained(tmp_path / "variant", variant="fp16", max_shard_size="20KB")
    for variant in ("fp16", None):
        assert same(ours, load_published(tmp_path / "variant", home, device="cpu", variant=variant))


def test_pickled_weights_of_diffusers(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, home: Home, tmp_path: Path
) -> None:
    """Older repositories have .bin files only."""
    shutil.copytree(ours.path, tmp_path / "bin")
    for part, module, name in (
        ("transformer", theirs.transformer, "diffusion_pytorch_model"),
        ("vae", theirs.vae, "diffusion_pytorch_model"),
        ("text_encoder", theirs.text_encoder, "pytorch_model"),
        ("text_encoder_2", theirs.text_encoder_2, "pytorch_model"),
    ):
        for file in (tmp_path / "bin" / part).glob("*.safetensors"):
            file.unlink()
        torch.save(module.state_dict(), tmp_path / "bin" / part / f"{name}.bin")
    assert same(ours, load_published(tmp_path / "bin", home, device="cpu"))


def test_tencents_files_are_the_same_model(
    ours: Pipeline, theirs: diffusers.HunyuanDiTPipeline, home: Home, tmp_path: Path, styled: bool
) -> None:
    toy.write_tencent(tmp_path / "ckpts", theirs)
    pipeline = diffusion.load(tmp_path / "ckpts", home=home, device="cpu")
    assert same(ours, pipeline)
    assert pipeline.config.transformer.size_and_style is styled
    assert pipeline.config.schedule.beta_end == toy.TENCENT_BETA_END[styled]
    assert pipeline.regime.steps == 50
    assert isinstance(pipeline.regime, PublishedRegime)
    assert (pipeline.regime.spacing, pipeline.regime.offset) == ("leading", 1)
    long, short = diffusion.load_tokenizers(tmp_path / "ckpts")
    assert (long("一只狗"), short("一只狗")) == (pipeline.count_long("一只狗"), pipeline.count_short("一只狗"))


def test_distilled_ones_take_fewer_steps(
    theirs: diffusers.HunyuanDiTPipeline, home: Home, copy: Path, tmp_path: Path
) -> None:
    toy.write_tencent(tmp_path / "ckpts", theirs)
    toy.write_tencent(tmp_path / "ckpts", theirs, "distill")
    chosen = tmp_path / "ckpts" / "t2i" / "model" / "pytorch_model_distill.pt"
    assert diffusion.load(chosen, home=home, device="cpu").regime.steps == 25
    copy.rename(copy.with_name("HunyuanDiT-v1.2-Diffusers-Distilled"))
    assert diffusion.load(copy.with_name("HunyuanDiT-v1.2-Diffusers-Distilled"), home=home).regime.steps == 25


def test_names_tell_models_apart(ours: Pipeline, home: Home, copy: Path) -> None:
    assert load_published(copy, home, device="cpu").name.split()[-1] == ours.name.split()[-1]
    rewritten(copy / "vae" / "diffusion_pytorch_model.safetensors", lambda state: state["quant_conv.bias"].add_(1))
    assert load_published(copy, home, device="cpu").name.split()[-1] != ours.name.split()[-1]


def test_a_drawing_at_the_nearest_size_and_again(folder: Path, home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """The recipe says the size that was drawn; references are not read by a model that was not trained with them."""
    pipeline = load_published(folder, home, device="cpu")
    regime = pipeline.regime
    assert isinstance(regime, PublishedRegime)
    assert pipeline.size(1000, 700) == (1024, 768)
    pipeline.regime = PublishedRegime(pipeline.config, steps=2, buckets=((1.5, ((96, 64),)),))
    from PIL import Image

    reference = diffusion.Reference("picture", Image.new("RGB", (64, 64), "red"))
    steps = list(pipeline.draw(DrawRequest("a red cat", steps=2, width=100, height=50, references=(reference,))))
    assert steps[-1].png is not None
    assert steps[-1].preview is not None
    assert steps[-1].preview.size == (96, 64)
    assert "100 x 50 is drawn at 96 x 64" in caplog.text
    replay = pipeline.replay(steps[-1].png)
    assert replay.identical


def test_half_precision(folder: Path, home: Home) -> None:
    pipeline = load_published(folder, home, device="cpu", dtype=torch.bfloat16)
    pipeline.regime = PublishedRegime(pipeline.config, buckets=((1.0, ((64, 64),)),))
    assert [*pipeline.draw(DrawRequest("a cat", steps=1, guidance=5.0))][-1].png is not None


LOST = ["transformer/config.json", "vae/diffusion_pytorch_model.safetensors", "tokenizer_2/tokenizer.json"]


@pytest.mark.parametrize("lost", LOST)
def test_half_a_folder(copy: Path, home: Home, lost: str) -> None:
    (copy / lost).unlink()
    with pytest.raises(CheckpointError, match=r"is not whole") as caught:
        diffusion.load(copy, home=home)
    assert lost in str(caught.value)


PARTS = {
    "transformer/diffusion_pytorch_model.safetensors": "proj_out.bias",
    "vae/diffusion_pytorch_model.safetensors": "decoder.conv_out.bias",
    "text_encoder/model.safetensors": "embeddings.LayerNorm.bias",
    "text_encoder_2/model.safetensors": "encoder.final_layer_norm.weight",
}


@pytest.mark.parametrize("file", PARTS)
def test_parameters_that_are_missing_too_many_or_misshaped(copy: Path, home: Home, file: str) -> None:
    """In our names, and with the file's."""

    def change(state: dict[str, torch.Tensor]) -> None:
        del state[PARTS[file]]
        name = next(name for name, tensor in state.items() if tensor.ndim == 2 and "blocks" not in name)
        state[name] = torch.ones(3, 2)

    rewritten(copy / file, change)
    with pytest.raises(CheckpointMismatch, match=r"missing: .*misshaped: .*\[3, 2\] instead of") as caught:
        diffusion.load(copy, home=home)
    assert str(copy / file) in str(caught.value)


def test_a_wrong_number_of_blocks(copy: Path, home: Home) -> None:
    edited(copy / "transformer" / "config.json", num_layers=6)
    with pytest.raises(CheckpointMismatch, match=r"blocks\.5\.self_norm\.weight"):
        diffusion.load(copy, home=home)


def test_a_config_of_another_version(copy: Path, home: Home, styled: bool) -> None:
    edited(copy / "transformer" / "config.json", use_style_cond_and_image_meta_size=not styled)
    with pytest.raises(InvalidConfig, match=r"transformer/config\.json.*size and style conditions"):
        diffusion.load(copy, home=home)


def test_a_schedule_of_another_version(copy: Path, home: Home, styled: bool) -> None:
    edited(copy / "scheduler" / "scheduler_config.json", beta_end=toy.BETA_END[not styled])
    with pytest.raises(InvalidConfig, match=r"scheduler_config\.json.*beta_end"):
        diffusion.load(copy, home=home)


@pytest.mark.parametrize(
    ("file", "changes", "named"),
    [
        ("transformer/config.json", {"_class_name": "SD3Transformer2DModel"}, "SD3Transformer2DModel"),
        ("transformer/config.json", {"norm_type": "rms"}, "norm_type"),
        ("transformer/config.json", {"window": 3}, "window is unknown"),
        ("transformer/config.json", {"attention_head_dim": 12}, "do not make a width"),
        ("transformer/config.json", {"hidden_size": "wide"}, "do not fit"),
        ("transformer/config.json", {"cross_attention_dim": 24}, "24"),
        ("model_index.json", {"_class_name": "StableDiffusionPipeline"}, "StableDiffusionPipeline"),
        ("vae/config.json", {"latent_channels": 16}, "16 channels"),
        ("vae/config.json", {"shift_factor": 0.1}, "shift_factor"),
        ("text_encoder/config.json", {"model_type": "clip"}, "clip"),
        ("scheduler/scheduler_config.json", {"prediction_type": "sample"}, "prediction_type"),
        ("scheduler/scheduler_config.json", {"beta_schedule": "linear"}, "beta_schedule"),
        ("scheduler/scheduler_config.json", {"timestep_spacing": "even"}, "timestep_spacing"),
    ],
)
def test_other_architectures_and_settings(
    copy: Path, home: Home, file: str, changes: dict[str, Any], named: str
) -> None:
    edited(copy / file, **changes)
    with pytest.raises(InvalidConfig, match=named):
        diffusion.load(copy, home=home)


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("text_encoder/config.json", {"hidden_act": "nonsense"}),
        ("text_encoder/config.json", {"num_attention_heads": 3}),
        ("text_encoder/config.json", {"num_hidden_layers": "2"}),
        ("text_encoder/config.json", {"max_position_embeddings": 32}),
        ("text_encoder/config.json", {"model_type": "gpt2"}),
        ("text_encoder_2/config.json", {"feed_forward_proj": "weird", "dense_act_fn": "weird"}),
        ("text_encoder_2/config.json", {"num_heads": "2"}),
        ("text_encoder_2/config.json", {"d_ff": None}),
        ("vae/config.json", {"layers_per_block": "1"}),
        ("vae/config.json", {"scaling_factor": 0}),
        ("scheduler/scheduler_config.json", {"num_train_timesteps": "1000"}),
        ("scheduler/scheduler_config.json", {"steps_offset": -5}),
    ],
)
@pytest.mark.parametrize("memory", ["auto", "resident"])
def test_a_config_that_cannot_be_is_named(
    copy: Path, home: Home, file: str, changes: dict[str, Any], memory: Any
) -> None:
    """Before a text encoder is built for its size or read."""
    edited(copy / file, **changes)
    with pytest.raises(InvalidConfig, match=f"^{copy / file} (cannot be used|has numbers that do not fit)"):
        diffusion.load(copy, home=home, memory=memory)


@pytest.mark.parametrize("part", ["tokenizer", "tokenizer_2"])
def test_a_tokenizer_of_another_encoder(copy: Path, home: Home, part: str) -> None:
    """Ids without an embedding would only be missed when a text first has one."""
    path = copy / part / "tokenizer.json"
    values = json.loads(path.read_text())
    vocab = values["model"]["vocab"]
    if isinstance(vocab, dict):
        vocab["red"] = 9999
    else:
        vocab += [[f"piece {number}", 0.0] for number in range(100)]
    path.write_text(json.dumps(values))
    with pytest.raises(CheckpointError, match=r"has ids up to (9999|393), but the text encoder") as caught:
        diffusion.load(copy, home=home)
    for folder in (part, part.replace("tokenizer", "text_encoder")):
        assert f"{copy / folder} " in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_config_that_is_no_json(copy: Path, home: Home, content: str) -> None:
    (copy / "vae" / "config.json").write_text(content)
    with pytest.raises(CheckpointError, match=r"vae/config\.json"):
        diffusion.load(copy, home=home)


@pytest.fixture(scope="module")
def sharded(theirs: diffusers.HunyuanDiTPipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sharded")
    theirs.save_pretrained(path, max_shard_size="20KB")
    return path


@pytest.mark.parametrize("damage", ["cut", "empty", "pointer", "gone", "doubled", "swapped", "zeros", "scrambled"])
def test_a_bad_shard_is_named(sharded: Path, home: Home, tmp_path: Path, damage: str) -> None:
    copy = Path(shutil.copytree(sharded, tmp_path / "copy"))
    first, second, *_ = sorted((copy / "transformer").glob("*-of-*.safetensors"))
    data = second.read_bytes()
    if damage == "gone":
        second.unlink()
    elif damage == "doubled":
        shutil.copy(first, second)
    elif damage == "swapped":
        rewritten(second, lambda state: state.update(other=state.pop(next(iter(state)))))
    else:
        pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
        bad = {"cut": data[:-7], "empty": b"", "pointer": pointer, "zeros": bytes(len(data)),
               "scrambled": data[:8] + data[8:40][::-1] + data[40:]}  # fmt: skip
        second.write_bytes(bad[damage])
    with pytest.raises(CheckpointError) as caught:
        diffusion.load(copy, home=home)
    named = "index.json" if damage == "swapped" else second.name
    assert named in str(caught.value)
    if damage == "pointer":
        assert "git lfs pull" in str(caught.value)


def test_a_pickle_with_code_in_tencents_folder(
    theirs: diffusers.HunyuanDiTPipeline, home: Home, tmp_path: Path
) -> None:
    folder, mark = toy.write_tencent(tmp_path / "ckpts", theirs), tmp_path / "ran"

    class Trap:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.system, (f"touch {mark}",)

    file = folder / "t2i" / "model" / "pytorch_model_ema.pt"
    torch.save({"x_embedder.proj.weight": Trap()}, file)
    with pytest.raises(CheckpointError, match=r"pytorch_model_ema\.pt.*none of it was run"):
        diffusion.load(folder, home=home)
    assert not mark.exists()


def test_another_network_in_tencents_folder(theirs: diffusers.HunyuanDiTPipeline, home: Home, tmp_path: Path) -> None:
    folder = toy.write_tencent(tmp_path / "ckpts", theirs)
    torch.save(theirs.vae.state_dict(), folder / "t2i" / "model" / "pytorch_model_ema.pt")
    with pytest.raises(CheckpointMismatch, match=r"pytorch_model_ema\.pt.*decoder\.conv_in\.weight"):
        diffusion.load(folder, home=home)


def test_another_network_in_diffusers_folder(copy: Path, home: Home) -> None:
    """Right configurations, the weights of something else: every name that does not fit, and the file."""
    file = copy / "transformer" / "diffusion_pytorch_model.safetensors"
    shutil.copy(copy / "vae" / "diffusion_pytorch_model.safetensors", file)
    with pytest.raises(CheckpointMismatch, match=r"decoder\.conv_in\.weight.*quant_conv\.weight") as caught:
        diffusion.load(copy, home=home)
    assert str(file) in str(caught.value)


def test_paths_that_mean_nothing(tmp_path: Path, home: Home) -> None:
    with pytest.raises(CheckpointError, match="nothing"):
        diffusion.load(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CheckpointError, match="neither"):
        diffusion.load(tmp_path / "empty", home=home)
