"""The published HunyuanDiT checkpoints: finding, fetching, reading and drawing with them. Tencent's licence applies."""

from diffusion.published.home import Home
from diffusion.published.hub import CATALOGUE, Known, damaged, fetch, here, repository
from diffusion.published.layout import Layout, locate
from diffusion.published.licence import NOTICE, accept, accepted
from diffusion.published.load import load_published, token_counters

__all__ = [
    "CATALOGUE",
    "NOTICE",
    "Home",
    "Known",
    "Layout",
    "accept",
    "accepted",
    "damaged",
    "fetch",
    "here",
    "load_published",
    "locate",
    "repository",
    "token_counters",
]
