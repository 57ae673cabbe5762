"""LoRAs of a whole pipeline: seen in the picture, told in its recipe, gone without a trace."""

import pytest
import torch

import diffusion
from diffusion import CheckpointMismatch, DrawRequest, InvalidRequest, LoraUse
from diffusion.images import png_metadata
from tests.diffusion import lora_files
from tests.diffusion.toy import write_model


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    return diffusion.load(write_model(tmp_path_factory.mktemp("model") / "model.safetensors"))


@pytest.fixture
def lora(pipeline, tmp_path):
    drawn = lora_files.matrices(pipeline.transformer, lora_files.OURS)
    return lora_files.write(tmp_path / "ink.safetensors", lora_files.tensors_of("peft, our names", drawn))


def drawn(pipeline):
    wanted = DrawRequest("a red cat", steps=2, width=64, height=64, seed=5)
    return [*pipeline.draw(wanted)][-1].png


@pytest.mark.parametrize("merged", [False, True])
def test_it_is_drawn_with_told_and_taken_off_again(pipeline, lora, merged):
    plain = drawn(pipeline)
    weights = {name: tensor.clone() for name, tensor in pipeline.transformer.state_dict().items()}
    name = pipeline.loras.add(LoraUse(lora, 0.5), merged=merged)
    with_it = drawn(pipeline)
    assert with_it != plain
    assert [(told["name"], told["scale"]) for told in png_metadata(with_it)["loras"]] == [("ink", 0.5)]
    assert pipeline.replay(with_it).identical
    pipeline.loras.weigh(name, 0.0)
    assert drawn(pipeline) == plain
    pipeline.loras.remove(name)
    assert drawn(pipeline) == plain
    assert all(torch.equal(tensor, weights[name]) for name, tensor in pipeline.transformer.state_dict().items())
    replay = pipeline.replay(with_it)
    assert not replay.identical
    assert "ink" in replay.message


def test_loading_with_it_is_the_same(pipeline, lora):
    pipeline.loras.add(LoraUse(lora, 0.5))
    with_it = drawn(pipeline)
    pipeline.loras.remove("ink")
    assert drawn(diffusion.load(pipeline.path, loras=[LoraUse(lora, 0.5)])) == with_it


def test_faults_change_nothing(pipeline, lora, tmp_path):
    plain = drawn(pipeline)
    names = {"blocks.7.self_attention.q": ("blocks.0.self_attention.q",)}
    strange = lora_files.matrices(pipeline.transformer, names)
    file = lora_files.write(tmp_path / "other.safetensors", lora_files.tensors_of("peft, our names", strange))
    with pytest.raises(CheckpointMismatch, match=r"other\.safetensors.*blocks\.7"):
        pipeline.loras.add(LoraUse(file))
    text = {"base_model.model.encoder.layer.0.attention.self.query.lora_A.weight": torch.zeros(2, 4),
            "base_model.model.encoder.layer.0.attention.self.query.lora_B.weight": torch.zeros(4, 2)}  # fmt: skip
    with pytest.raises(CheckpointMismatch):
        pipeline.loras.add(LoraUse(lora_files.write(tmp_path / "text.safetensors", text)))
    with pytest.raises(InvalidRequest, match="finite"):
        pipeline.loras.add(LoraUse(lora, float("nan")))
    assert drawn(pipeline) == plain
