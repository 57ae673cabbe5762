"""References through a whole drawing: the adapter's embeddings, pictures shown to the network, LoRAs beside them."""

import io

import pytest
import torch
from PIL import Image, ImageDraw

import diffusion
from diffusion import DrawRequest, NotReproducible, Reference
from diffusion.adapter_carrier import AdapterCarrier
from diffusion.carriers import TokenCarrier
from diffusion.images import png_bytes, png_metadata
from diffusion.ip_adapter import IpAdapter, IpAdapterConfig
from diffusion.request import read_recipe
from diffusion.shown_carrier import ShownCarrier
from tests.diffusion.toy import CONFIG, write_model

STEPS = 10


class Colours:
    """In the image encoder's place: a picture's mean colour."""

    def __init__(self):
        self.asked = 0

    def embed(self, pictures):
        self.asked += len(pictures)
        means = [torch.tensor(picture.resize((1, 1)).getpixel((0, 0))).float() / 255 for picture in pictures]
        return torch.stack(means)


def adapter(scale=1.0):
    sizes = CONFIG.transformer
    made = IpAdapter(IpAdapterConfig(sizes.width, sizes.heads, sizes.depth, sizes.clip_dim, image_dim=3, tokens=2))
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    return AdapterCarrier(Colours(), made.eval().requires_grad_(False), "toy 123", scale)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model") / "model.safetensors")


@pytest.fixture
def pipeline(path):
    return diffusion.load(path)


def request(*references, **changes):
    return DrawRequest(
        **{"prompt": "a red cat", "steps": STEPS, "width": 64, "height": 64, "seed": 5, "references": references}
        | changes
    )


def drawn(pipeline, wanted):
    return [*pipeline.draw(wanted)][-1].png


def pixels(step):
    return step.preview.tobytes()


def halves(left, right):
    picture = Image.new("RGB", (64, 64), left)
    ImageDraw.Draw(picture).rectangle((32, 0, 63, 63), fill=right)
    return picture


def subject(whole, box):
    left, top, right, bottom = (round(64 * part) for part in box)
    return Reference("subject", whole.crop((left, top, right, bottom)), whole, box)


LEFT, RIGHT = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)
CARRIERS = [ShownCarrier, adapter]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_without_references_nothing_changes(pipeline, carrier):
    plain = drawn(pipeline, request(metadata=False))
    pipeline.carrier = carrier()
    assert drawn(pipeline, request(metadata=False)) == plain


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_a_subject_is_seen_and_the_picture_can_be_drawn_again(pipeline, carrier, guidance):
    pipeline.carrier = carrier()
    whole = halves("red", "blue")
    pictures = [
        drawn(pipeline, request(*references, guidance=guidance))
        for references in ((), (subject(whole, LEFT),), (subject(whole, RIGHT),))
    ]
    assert len(set(pictures)) == 3
    replay = pipeline.replay(pictures[1])
    assert replay.identical
    assert replay.png == pictures[1]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_stopping_and_drawings_in_between_leave_no_trace(pipeline, carrier):
    pipeline.carrier = carrier()
    wanted = request(subject(halves("red", "blue"), LEFT))
    alone = drawn(pipeline, wanted)
    steps = pipeline.draw(wanted)
    next(steps)
    stopped = pipeline.draw(request())
    next(stopped)
    stopped.close()
    assert [*steps][-1].png == alone


def test_the_first_steps_go_by_the_words_alone(pipeline):
    plain = [*pipeline.draw(request())]
    pipeline.carrier = ShownCarrier()
    shown = [*pipeline.draw(request(subject(halves("red", "blue"), LEFT)))]
    assert pixels(shown[0]) == pixels(plain[0])
    assert pixels(shown[1]) != pixels(plain[1])


def test_subjects_of_one_picture_are_one_row_with_both_boxes(pipeline):
    pipeline.carrier = ShownCarrier()
    whole, other = halves("red", "blue"), halves("green", "blue")
    both = png_metadata(drawn(pipeline, request(subject(whole, LEFT), subject(halves("red", "blue"), RIGHT))))
    content = [item.content for item in read_recipe(both)[1]]
    assert len(content) == 1
    assert bool((content[0][0, -1] == 1).all())
    apart = png_metadata(drawn(pipeline, request(subject(whole, LEFT), subject(other, RIGHT))))
    masks = [item.content[0, -1] for item in read_recipe(apart)[1]]
    assert [mask[:, 0].mean().item() for mask in masks] == [1, 0]
    assert [mask[:, -1].mean().item() for mask in masks] == [0, 1]


def test_the_picture_before_is_read_where_there_is_no_subject(pipeline):
    for carrier in (ShownCarrier(), adapter()):
        pipeline.carrier = carrier
        before = Reference("picture", halves("red", "blue"))
        assert drawn(pipeline, request(before)) != drawn(pipeline, request())
        recipe = png_metadata(drawn(pipeline, request(before, subject(halves("red", "blue"), LEFT))))
        assert len(recipe["references"]) == 1


def test_scale_and_strength(pipeline):
    plain = drawn(pipeline, request(metadata=False))
    seen = request(subject(halves("red", "blue"), LEFT), metadata=False)
    for weak, strong in ((ShownCarrier(0.0), ShownCarrier(1.0)), (adapter(0.0), adapter(0.5))):
        pipeline.carrier = weak
        assert drawn(pipeline, seen) == plain
        pipeline.carrier = strong
        assert drawn(pipeline, seen) != plain


def test_a_recipe_names_the_adapter_and_a_replay_without_it_says_so(pipeline, path):
    pipeline.carrier = adapter()
    png = drawn(pipeline, request(subject(halves("red", "blue"), LEFT)))
    assert png_metadata(png)["adapter"] == {"name": "toy 123", "scale": 1.0}
    replay = diffusion.load(path).replay(png)
    assert not replay.identical
    assert "toy 123" in replay.message


def test_a_subject_is_encoded_once(pipeline, monkeypatch):
    carrier = adapter()
    pipeline.carrier = carrier
    for prompt in ("a cat", "a dog", "a bird"):
        drawn(pipeline, request(subject(halves("red", "blue"), LEFT), prompt=prompt, steps=1))
    assert carrier._encoder.asked == 1
    monkeypatch.setattr("diffusion.adapter_carrier.KNOWN", 1)
    for box in (RIGHT, LEFT, LEFT):
        drawn(pipeline, request(subject(halves("red", "blue"), box), steps=1))
    assert carrier._encoder.asked == 3


@pytest.mark.parametrize("carrier", [TokenCarrier, *CARRIERS])
def test_references_of_another_shape_are_refused(pipeline, carrier):
    pipeline.carrier = carrier()
    png = drawn(pipeline, request(Reference("picture", halves("red", "blue")), steps=1))
    recipe = png_metadata(png)
    (item,) = recipe["references"]
    *first, last = item["shape"]
    for shape in ([*first[:-1], last, *first[-1:]], [*first[:-1], first[-1] * 2, last // 2], [1, *item["shape"]]):
        if shape == item["shape"]:
            continue
        with Image.open(io.BytesIO(png)) as image, pytest.raises(NotReproducible):
            pipeline.replay(png_bytes(image, recipe | {"references": [item | {"shape": shape}]}))
