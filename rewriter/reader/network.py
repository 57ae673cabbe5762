"""The reader's network in numpy: hashed n-grams, four layers of convolution, attention and feed-forward, three heads.

Pre-norm transformer layers (Vaswani et al. 2017, section 3; Xiong et al. 2020), each led by a convolution of width
three, which stands for positions; heads for intent, BIO tags, and a biaffine arc to the span that a span belongs to
(Dozat and Manning 2017, section 3.2). Weights: float16 in one safetensors file, computed in float32.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rewriter.reader.labels import TAGS

Array = NDArray[np.float32]
HEADS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """Log probabilities. ``intent`` (4,), ``tags`` (tokens, tags), ``arcs`` (tokens, tokens + 1): column 0 is none."""

    intent: Array
    tags: Array
    arcs: Array


@dataclass(frozen=True, eq=False)
class Network:
    """``weights`` by the names of the module that trained them."""

    weights: Mapping[str, Array]

    @classmethod
    def load(cls, path: Path) -> "Network":
        """Read the weights. Raises OSError where there is no such file."""
        from safetensors.numpy import load_file

        return cls({name: value.astype(np.float32) for name, value in load_file(path).items()})

    def __call__(self, buckets: list[list[int]], features: list[list[int]]) -> Reading:
        """Read one turn of at least one token."""
        w = self.weights
        table, extra = w["embedding.weight"], w["features.weight"]
        x = np.stack(
            [
                table[grams].mean(axis=0) + extra[:, marks].sum(axis=1)
                for grams, marks in zip(buckets, features, strict=True)
            ]
        )
        layer = 0
        while f"layers.{layer}.convolution.weight" in w:
            x = self._layer(x, f"layers.{layer}.")
            layer += 1
        x = self._norm(x, "norm")
        pooled = np.concatenate([x.mean(axis=0), x.max(axis=0)])
        return Reading(
            _log_softmax(self._linear(pooled, "intent")),
            _log_softmax(self._linear(x, "tags")),
            _log_softmax(self._arcs(x)),
        )

    def _layer(self, x: Array, at: str) -> Array:
        x = x + _gelu(self._convolve(self._norm(x, at + "norm0"), at + "convolution"))
        x = x + self._attend(self._norm(x, at + "norm1"), at)
        return x + self._linear(_gelu(self._linear(self._norm(x, at + "norm2"), at + "wide")), at + "narrow")

    def _convolve(self, x: Array, name: str) -> Array:
        weight = self.weights[name + ".weight"]  # (out, in, 3)
        padded = np.pad(x, ((1, 1), (0, 0)))
        return np.asarray(
            padded[:-2] @ weight[:, :, 0].T + x @ weight[:, :, 1].T + padded[2:] @ weight[:, :, 2].T
            + self.weights[name + ".bias"]
        )  # fmt: skip

    def _attend(self, x: Array, at: str) -> Array:
        count, width = x.shape
        q, k, v = self._linear(x, at + "qkv").reshape(count, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
        scores = np.exp(_log_softmax(q @ k.transpose(0, 2, 1) * np.float32((width // HEADS) ** -0.5)))
        return self._linear((scores @ v).transpose(1, 0, 2).reshape(count, width), at + "out")

    def _arcs(self, x: Array) -> Array:
        child, parent = _gelu(self._linear(x, "child")), _gelu(self._linear(x, "parent"))
        parent = np.concatenate([self.weights["root"][None], parent])
        scores = child @ self.weights["arc"] @ parent.T + (parent @ self.weights["lean"])[None]
        return np.asarray(scores * np.float32(child.shape[1] ** -0.5))

    def _norm(self, x: Array, name: str) -> Array:
        centered = x - x.mean(axis=-1, keepdims=True)
        scaled = centered / np.sqrt((centered**2).mean(axis=-1, keepdims=True) + 1e-5)
        return np.asarray(scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"])

    def _linear(self, x: Array, name: str) -> Array:
        return np.asarray(x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"])


def _gelu(x: Array) -> Array:
    """The tanh form of GELU (Hendrycks and Gimpel 2016, section 2)."""
    return np.asarray(0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x**3))))


def _log_softmax(x: Array) -> Array:
    shifted = x - x.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


OUTPUTS = len(TAGS)
