"""The reader's network in torch, for training only; ``rewriter.reader.network`` runs the same weights in numpy."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from rewriter.reader.features import NAMES
from rewriter.reader.labels import INTENTS, TAGS
from rewriter.reader.network import HEADS
from rewriter.reader.tokens import BUCKETS

WIDTH, DEPTH, ARC = 128, 4, 64


class Layer(nn.Module):
    """Convolution, attention and feed-forward, each pre-norm and residual; (batch, tokens, width) -> the same."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm0, self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.convolution = nn.Conv1d(width, width, 3, padding=1)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``mask`` (batch, tokens) is true where there is a token."""
        hidden = (self.norm0(x) * mask[..., None]).transpose(1, 2)
        x = x + self.drop(F.gelu(self.convolution(hidden).transpose(1, 2), approximate="tanh"))
        batch, count, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, count, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = x + self.drop(self.out(attended.transpose(1, 2).reshape(batch, count, width)))
        wide = F.gelu(self.wide(self.norm2(x)), approximate="tanh")
        return x + self.drop(self.narrow(wide))


class Tagger(nn.Module):
    """Hashed n-grams and features to logits of intent, tags and arcs."""

    def __init__(self, width: int = WIDTH, depth: int = DEPTH, arc: int = ARC) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(BUCKETS, width, mode="mean")
        nn.init.normal_(self.embedding.weight, std=0.5)
        self.features = nn.Linear(len(NAMES), width, bias=False)
        self.layers = nn.ModuleList(Layer(width) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.intent, self.tags = nn.Linear(2 * width, len(INTENTS)), nn.Linear(width, len(TAGS))
        self.child, self.parent = nn.Linear(width, arc), nn.Linear(width, arc)
        self.root, self.lean = nn.Parameter(torch.zeros(arc)), nn.Parameter(torch.zeros(arc))
        self.arc = nn.Parameter(torch.eye(arc))

    def forward(self, grams: Tensor, offsets: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``grams`` (n,) and ``offsets`` (batch x tokens,) as EmbeddingBag takes them, ``features`` (batch, tokens,
        names), ``mask`` (batch, tokens). Returns logits (batch, 4), (batch, tokens, tags), (batch, tokens, tokens+1).
        """
        batch, count = mask.shape
        x = self.embedding(grams, offsets).view(batch, count, -1) + self.features(features)
        for layer in self.layers:
            x = layer(x, mask)
        x = self.norm(x)
        kept = mask[..., None]
        mean = (x * kept).sum(1) / kept.sum(1)
        pooled = torch.cat([mean, x.masked_fill(~kept, -1e4).amax(1)], dim=-1)
        child, parent = F.gelu(self.child(x), approximate="tanh"), F.gelu(self.parent(x), approximate="tanh")
        parent = torch.cat([self.root.expand(batch, 1, -1), parent], dim=1)
        arcs = child @ self.arc @ parent.transpose(1, 2) + (parent @ self.lean)[:, None]
        arcs = arcs * child.shape[-1] ** -0.5
        seen = F.pad(mask, (1, 0), value=True)
        return self.intent(pooled), self.tags(x), arcs.masked_fill(~seen[:, None], -1e4)
