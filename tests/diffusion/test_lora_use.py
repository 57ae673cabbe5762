"""LoRAs of a whole pipeline: seen in the picture, told in its recipe, gone without a trace."""

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

import diffusion
from diffusion import CheckpointMismatch, DrawRequest, InvalidRequest, LoraUse
from diffusion.images import png_metadata
from diffusion.lora_use import LoraShelf
from diffusion.placement import Offload
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


class Published:
    """What the shelf sees of a published model's conditioner: the text encoder, and whether its states are kept."""

    def __init__(self):
        attention = nn.ModuleDict({"self": nn.ModuleDict({"query": nn.Linear(4, 4)})})
        layers = nn.ModuleList([nn.ModuleDict({"attention": attention})])
        self.clip = nn.ModuleDict({"encoder": nn.ModuleDict({"layer": layers})}).requires_grad_(False)
        self.forgotten = 0

    @property
    def weight(self):
        return self.clip.get_parameter("encoder.layer.0.attention.self.query.weight")

    def forget(self):
        self.forgotten += 1


def text_file(path, width=4):
    name = "text_encoder.encoder.layer.0.attention.self.query"
    halves = {f"{name}.lora_A.weight": torch.ones(2, width), f"{name}.lora_B.weight": torch.ones(width, 2)}
    return lora_files.write(path, halves)


@pytest.fixture
def published(pipeline):
    conditioner = Published()
    return conditioner, LoraShelf(pipeline.transformer, conditioner)


@pytest.mark.parametrize("merged", [False, True])
def test_one_for_the_text_encoder_alone(published, tmp_path, merged):
    conditioner, shelf = published
    before = conditioner.weight.clone()
    name = shelf.add(LoraUse(text_file(tmp_path / "words.safetensors"), 0.5), merged=merged)
    assert shelf.scales == {"words": 0.5}
    assert [(told["name"], told["scale"]) for told in shelf.extras["loras"]] == [("words", 0.5)]
    assert torch.equal(conditioner.weight, before + 1) == merged
    shelf.weigh(name, -1.0)
    assert shelf.scales == {"words": -1.0}
    with pytest.raises(InvalidRequest, match="'words' is in use already"):
        shelf.add(LoraUse(tmp_path / "words.safetensors"))
    shelf.remove(name)
    assert conditioner.forgotten == 3
    assert torch.equal(conditioner.weight, before)
    assert shelf.extras == {}
    for call in (lambda: shelf.remove(name), lambda: shelf.weigh(name, 1.0)):
        with pytest.raises(InvalidRequest, match="no LoRA 'words' is in use; in use are: none"):
            call()


def test_one_that_fits_the_transformer_but_not_the_text_encoder(pipeline, published, lora, tmp_path):
    _, shelf = published
    plain = drawn(pipeline)
    halves = {**load_file(lora), **load_file(text_file(tmp_path / "wide.safetensors", 5))}
    with pytest.raises(CheckpointMismatch, match=r"both\.safetensors.*query"):
        shelf.add(LoraUse(lora_files.write(tmp_path / "both.safetensors", halves)))
    assert shelf.scales == {}
    assert drawn(pipeline) == plain


@pytest.mark.parametrize("stage", ["transformer", "text"])
def test_an_offloaded_drawing_that_is_open_keeps_it(pipeline, published, lora, tmp_path, stage):
    """Neither of the networks is changed, whichever is away."""
    conditioner, shelf = published
    networks = {"transformer": [pipeline.transformer], "text": [conditioner.clip]}
    places = Offload(torch.device("cpu"), torch.float32, networks)
    before = {name: tensor.clone() for name, tensor in pipeline.transformer.state_dict().items()}
    text = conditioner.weight.clone()
    halves = {**load_file(lora), **load_file(text_file(tmp_path / "text.safetensors"))}
    name = shelf.add(LoraUse(lora_files.write(tmp_path / "both.safetensors", halves)), merged=True)
    with getattr(places, stage)():
        for call in (lambda: shelf.remove(name), lambda: shelf.weigh(name, 0.3)):
            with pytest.raises(InvalidRequest, match="while it is working"):
                call()
    assert shelf.scales == {"both": 1.0}
    assert torch.equal(conditioner.weight, text + 2)
    shelf.remove(name)
    assert torch.equal(conditioner.weight, text)
    assert all(torch.equal(tensor, before[name]) for name, tensor in pipeline.transformer.state_dict().items())


def test_one_that_cannot_be_merged_now_leaves_nothing(pipeline, published, lora, tmp_path):
    """The text encoder is offloaded: the transformer's half comes off again, and recipes know nothing of it."""
    conditioner, shelf = published
    before = {name: tensor.clone() for name, tensor in pipeline.transformer.state_dict().items()}
    halves = {**load_file(lora), **load_file(text_file(tmp_path / "text.safetensors"))}
    file = lora_files.write(tmp_path / "both.safetensors", halves)
    places = Offload(torch.device("cpu"), torch.float32, {"text": [conditioner.clip]})
    with places.text(), pytest.raises(InvalidRequest, match="offloaded"):
        shelf.add(LoraUse(file), merged=True)
    assert (shelf.scales, shelf.extras) == ({}, {})
    assert all(torch.equal(tensor, before[name]) for name, tensor in pipeline.transformer.state_dict().items())
    shelf.add(LoraUse(file), merged=True)
    shelf.remove("both")
