"""Toy models on the disk, written once."""

from pathlib import Path

import diffusers
import pytest

from diffusion.pipeline import Pipeline
from diffusion.published import Home, load_published
from tests.published import toy


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Where the licence was accepted."""
    return toy.home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session", params=[True, False], ids=["v1.1", "v1.2"])
def styled(request: pytest.FixtureRequest) -> bool:
    """Whether the model has size and style conditions."""
    return bool(request.param)


@pytest.fixture(scope="session")
def theirs(styled: bool) -> diffusers.HunyuanDiTPipeline:
    """diffusers' own pipeline."""
    return toy.their_pipeline(styled)


@pytest.fixture(scope="session")
def folder(theirs: diffusers.HunyuanDiTPipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files."""
    path = tmp_path_factory.mktemp("published") / "HunyuanDiT-toy-Diffusers"
    theirs.save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def ours(folder: Path, home: Home) -> Pipeline:
    """The same model here."""
    return load_published(folder, home, device="cpu")
