"""The two text encoders, through transformers: a BERT in the CLIP tower's role (77 tokens) and a T5 encoder (256)."""

from collections.abc import Sequence
from dataclasses import dataclass

import sentencepiece
import torch
from torch import Tensor, nn

from diffusion.config import TextConfig
from diffusion.transformer import Conditioning


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of a batch for one encoder: ``ids`` [B, L] int64 and ``mask`` [B, L] bool (True: a piece)."""

    ids: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> "Tokens":
        """The same on ``device``."""
        return Tokens(self.ids.to(device), self.mask.to(device))


class Tokenizer:
    """A sentencepiece model: pieces of both languages with byte fallback, an end piece after every text."""

    def __init__(self, model: bytes) -> None:
        self.model = model
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        self.pad = int(self._processor.pad_id())
        self.end = int(self._processor.eos_id())

    def __len__(self) -> int:
        return int(self._processor.vocab_size())

    def encode(self, text: str) -> list[int]:
        """Pieces of ``text``, the end piece included."""
        return [*self._processor.encode(text), self.end]

    def count(self, text: str) -> int:
        """How many tokens ``text`` takes, the end piece included."""
        return len(self.encode(text))

    def batch(self, texts: Sequence[str], limit: int, *, fixed: bool = False) -> Tokens:
        """Ids and masks of ``texts``, each cut to ``limit`` tokens; padded to the longest or (``fixed``) to the limit.

        Cutting keeps the beginning and ends with the end piece. Callers that must not cut use ``count`` before.
        """
        rows = [self.encode(text) for text in texts]
        rows = [row if len(row) <= limit else [*row[: limit - 1], self.end] for row in rows]
        length = limit if fixed else max(len(row) for row in rows)
        ids = torch.full((len(rows), length), self.pad, dtype=torch.long)
        mask = torch.zeros(len(rows), length, dtype=torch.bool)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = torch.tensor(row)
            mask[index, : len(row)] = True
        return Tokens(ids, mask)


class TextEncoders(nn.Module):
    """Both encoders. Their states go to the transformer, the T5's also to its pooling."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        from transformers import BertConfig, BertModel, T5Config, T5EncoderModel

        self.config = config
        bert = BertConfig(
            vocab_size=config.vocab,
            hidden_size=config.clip_dim,
            num_hidden_layers=config.clip_layers,
            num_attention_heads=config.clip_heads,
            intermediate_size=config.clip_mlp,
            max_position_embeddings=config.clip_length,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            attn_implementation="sdpa",
        )
        t5 = T5Config(
            vocab_size=config.vocab,
            d_model=config.t5_dim,
            d_kv=config.t5_dim // config.t5_heads,
            d_ff=config.t5_mlp,
            num_layers=config.t5_layers,
            num_heads=config.t5_heads,
            dropout_rate=0.0,
            feed_forward_proj="gated-gelu",
        )
        self.clip = BertModel(bert, add_pooling_layer=False)
        self.t5 = T5EncoderModel(t5)

    def forward(self, clip: Tokens, t5: Tokens) -> Conditioning:
        """States of both encoders: clip [B, L1, clip_dim], t5 [B, L2, t5_dim], with their masks."""
        clip_states = self.clip(input_ids=clip.ids, attention_mask=clip.mask.long()).last_hidden_state
        t5_states = self.t5(input_ids=t5.ids, attention_mask=t5.mask.long()).last_hidden_state
        return Conditioning(clip_states, clip.mask, t5_states, t5.mask)
