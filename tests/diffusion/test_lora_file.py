"""LoRA files: every layout comes to the same updates, and every way not to fit is told apart and named."""

import json
from pathlib import Path

import pytest
import torch

from diffusion.errors import CheckpointError, CheckpointMismatch
from diffusion.lora_file import Update, load_lora
from diffusion.lora_names import target_of
from tests.diffusion.lora_files import ALPHA, LAYOUTS, RANK, TENCENT, factor_of, matrices, tensors_of, write
from tests.diffusion.plain import toy_transformer


def change_of(update: Update) -> torch.Tensor:
    return update.factor * update.up.double() @ update.down.double()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read(tmp_path: Path, layout: str) -> None:
    model, (names, _) = toy_transformer(), LAYOUTS[layout]
    drawn = matrices(model, names)
    lora = load_lora(write(tmp_path / "a.safetensors", tensors_of(layout, drawn)))
    assert lora.clip == {}
    assert set(lora.transformer) == {layer for layers in names.values() for layer in layers}
    for foreign, layers in names.items():
        down, up = drawn[foreign]
        shares = torch.cat([change_of(lora.transformer[layer]) for layer in layers])
        torch.testing.assert_close(shares, factor_of(layout) * (up.double() @ down.double()))


def test_the_final_modulation_has_its_halves_the_other_way_round(tmp_path: Path) -> None:
    """Tencent's gives shift and scale, ours (and diffusers') scale and shift."""
    down, up = torch.randn(2, 5), torch.randn(8, 2)
    name = "base_model.model.final_layer.adaLN_modulation.1"
    tensors = {f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up}
    update = load_lora(write(tmp_path / "a.safetensors", tensors)).transformer["out_modulation"]
    assert torch.equal(update.up, torch.cat([up[4:], up[:4]]))


def test_updates_of_the_text_encoder_stand_apart(tmp_path: Path) -> None:
    tensors = {
        "lora_te1_encoder_layer_0_attention_self_query.lora_down.weight": torch.ones(2, 16),
        "lora_te1_encoder_layer_0_attention_self_query.lora_up.weight": torch.ones(16, 2),
        "lora_te1_encoder_layer_0_attention_self_query.alpha": torch.tensor(1.0),
        "lora_unet_blocks_0_mlp_fc1.lora_down.weight": torch.ones(2, 32),
        "lora_unet_blocks_0_mlp_fc1.lora_up.weight": torch.ones(64, 2),
    }
    lora = load_lora(write(tmp_path / "a.safetensors", tensors))
    assert {name: update.factor for name, update in lora.clip.items()} == {"encoder.layer.0.attention.self.query": 0.5}
    assert {name: update.factor for name, update in lora.transformer.items()} == {"blocks.0.mlp.up": 1.0}


@pytest.mark.parametrize(
    ("config", "factors"),
    [
        ({"peft_type": "LORA", "r": RANK, "lora_alpha": 6}, (2.0, 2.0)),
        ({"lora_alpha": 6, "use_rslora": True}, (6 / RANK**0.5,) * 2),
        ({"lora_alpha": 6, "alpha_pattern": {"pooler.q_proj": 9}}, (3.0, 2.0)),
        ({"lora_alpha": 6, "alpha_pattern": {"fc2": 0.3, "mlp.fc2": 9}}, (2.0, 0.1)),
        ({"lora_alpha": 6, "alpha_pattern": {"base_model.model.pooler.q_proj": 9, "c2": 9, "proj": 9}}, (3.0, 2.0)),
        ({"lora_alpha": 6, "alpha_pattern": {"poolerxq_proj": 9, "pooler.q.proj": 9}}, (2.0, 2.0)),
        ({"lora_alpha": 6, "alpha_pattern": None}, (2.0, 2.0)),
    ],
)
@pytest.mark.parametrize("where", ["folder", "metadata"])
def test_alpha_as_peft_and_diffusers_keep_it(
    tmp_path: Path, config: dict[str, object], factors: tuple[float, float], where: str
) -> None:
    names = {name: TENCENT[name] for name in ("pooler.q_proj", "blocks.2.mlp.fc2")}
    tensors = tensors_of("peft, Tencent's names", matrices(toy_transformer(), names))
    if where == "folder":
        write(tmp_path / "adapter_model.safetensors", tensors)
        (tmp_path / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    else:
        metadata = json.dumps({f"transformer.{key}": value for key, value in config.items()})
        write(tmp_path / "pytorch_lora_weights.safetensors", tensors, {"lora_adapter_metadata": metadata})
    found = load_lora(tmp_path).transformer
    assert found["condition.pool.q"].factor == pytest.approx(factors[0])
    assert found["blocks.2.mlp.down"].factor == pytest.approx(factors[1])


def test_kohyas_alpha_of_nothing_is_the_rank(tmp_path: Path) -> None:
    layout = "kohya, Tencent's names"
    tensors = tensors_of(layout, matrices(toy_transformer(), {"mlp_t5.0": TENCENT["mlp_t5.0"]}))
    assert load_lora(write(tmp_path / "a.safetensors", tensors)).transformer["text_projection.up"].factor == (
        ALPHA / RANK
    )
    tensors["lora_unet_mlp_t5_0.alpha"] = torch.tensor(0.0)
    assert load_lora(write(tmp_path / "b.safetensors", tensors)).transformer["text_projection.up"].factor == 1.0


def pair(layer: str, rank: int = 2, inputs: int = 4, outputs: int = 4) -> dict[str, torch.Tensor]:
    return {
        f"{layer}.lora_A.weight": torch.ones(rank, inputs),
        f"{layer}.lora_B.weight": torch.ones(outputs, rank),
    }


FOREIGN = "transformer.transformer_blocks.{}.attn.to_q"


@pytest.mark.parametrize(
    ("tensors", "named"),
    [
        (pair(FOREIGN.format(0)) | pair("transformer.proj_out"), [FOREIGN.format(0)]),
        ({name: t for i in range(20) for name, t in pair(FOREIGN.format(i)).items()}, [FOREIGN.format(0), "12 more"]),
        (pair("lora_te2_encoder_block_0_layer_0_SelfAttention_q"), ["lora_te2_encoder"]),
        (pair("proj_out") | {"proj_out.lora_magnitude_vector": torch.ones(4)}, ["proj_out.lora_magnitude_vector"]),
        (pair("proj_out") | {"proj_out.hada_w1_a": torch.ones(4, 2)}, ["hada_w1_a"]),
        ({"proj_out.lora_A.weight": torch.ones(2, 4)}, ["without both", "proj_out"]),
        ({"proj_out.alpha": torch.tensor(1.0)}, ["without both", "proj_out"]),
        ({}, ["empty"]),
        (pair("blocks.0.attn1.Wqkv", outputs=4), ["blocks.0.attn1.Wqkv", "3 equal pieces"]),
        (pair("proj_out") | {"proj_out.lora_B.weight": torch.ones(4, 3)}, ["proj_out", "[4, 3]"]),
        ({n: t[..., None, None] for n, t in pair("pos_embed.proj").items()}, ["pos_embed.proj", "[2, 4, 1, 1]"]),
        (pair("proj_out") | pair("transformer.proj_out"), ["out twice"]),
        (pair("proj_out", rank=0), ["proj_out", "[0, 4]", "rank 1 or more"]),
        (pair("proj_out", rank=0) | {"proj_out.alpha": torch.tensor(1.0)}, ["proj_out", "[0, 4]"]),
        (pair("proj_out", inputs=0), ["proj_out", "[2, 0]"]),
        (pair("proj_out") | {"proj_out.alpha": torch.ones(2)}, ["alpha of proj_out", "[2]", "one finite number"]),
        (pair("proj_out") | {"proj_out.alpha": torch.ones(0)}, ["alpha of proj_out", "[0]"]),
        (pair("proj_out") | {"proj_out.alpha": torch.tensor(torch.nan)}, ["alpha of proj_out", "one finite number"]),
        (pair("proj_out") | {"proj_out.alpha": torch.tensor([torch.inf])}, ["alpha of proj_out"]),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, tensors: dict[str, torch.Tensor], named: list[str]) -> None:
    with pytest.raises(CheckpointMismatch) as caught:
        load_lora(write(tmp_path / "other.safetensors", tensors))
    for part in (*named, "other.safetensors"):
        assert part in str(caught.value)


def test_not_finite_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="not finite"):
        load_lora(write(tmp_path / "a.safetensors", pair("proj_out") | {"proj_out.lora_B.weight": torch.full((4, 2), torch.nan)}))  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ('{"use_dora": true}', "use_dora"),
        ('{"peft_type": "LOHA"}', "LOHA"),
        ("[", "settings"),
        ("[]", "settings"),
        ('{"lora_alpha": "much"}', "settings"),
        ('{"lora_alpha": NaN}', "settings.*finite"),
        ('{"lora_alpha": 1e999}', "settings.*finite"),
        ('{"lora_alpha": true}', "settings.*finite"),
        ('{"alpha_pattern": {"proj_out": "1"}}', "settings.*finite"),
        ('{"alpha_pattern": ["proj_out"]}', "settings"),
        ('{"alpha_pattern": {"(": 1}}', r"by pattern \(\(\)"),
        (r'{"alpha_pattern": {"blocks\\.\\d+": 1, "a.b": 2}}', r"by pattern \(blocks"),
    ],
)
def test_settings_that_cannot_be_followed(tmp_path: Path, config: str, named: str) -> None:
    write(tmp_path / "adapter_model.safetensors", pair("proj_out"))
    (tmp_path / "adapter_config.json").write_text(config, encoding="utf-8")
    with pytest.raises(CheckpointError, match=named):
        load_lora(tmp_path)


def test_a_pattern_that_would_be_matched_for_ever_is_not_tried(tmp_path: Path) -> None:
    settings = {"transformer.lora_alpha": 2, "transformer.alpha_pattern": {r"((\w|\.)+)+!": 1.0}}
    path = write(tmp_path / "a.safetensors", pair("transformer.blocks.0.attn1.to_q"),
                 {"lora_adapter_metadata": json.dumps(settings)})  # fmt: skip
    with pytest.raises(CheckpointMismatch, match="only plain names of layers are read"):
        load_lora(path)


def test_only_safetensors_is_read(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no LoRA at"):
        load_lora(tmp_path / "none.safetensors")
    pickled = tmp_path / "adapter_model.bin"
    torch.save(pair("proj_out"), pickled)
    with pytest.raises(CheckpointError, match=r"must be a \.safetensors"):
        load_lora(pickled)
    with pytest.raises(CheckpointError, match="has no LoRA"):
        load_lora(tmp_path)
    renamed = pickled.rename(tmp_path / "adapter_model.safetensors")
    with pytest.raises(CheckpointError, match="not a safetensors file"):
        load_lora(renamed)
    whole = write(tmp_path / "a.safetensors", pair("proj_out")).read_bytes()
    (tmp_path / "a.safetensors").write_bytes(whole[:-5])
    with pytest.raises(CheckpointError, match="truncated"):
        load_lora(tmp_path / "a.safetensors")


@pytest.mark.parametrize("name", ["blocks.x.attn1.Wqkv", "lora_unet_blocks_0_attn1_Wqkv_1", "lora_unet_", "", "xblocks.0.mlp.fc1"])  # fmt: skip  # noqa: E501
def test_names_that_nobody_has(name: str) -> None:
    assert target_of(name) is None
