"""Builds each stage of training from the flags and runs it. Stages find what came before in the run's folder."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from diffusion.checkpoint import load, load_into, save
from diffusion.config import ModelConfig
from diffusion.text import TextEncoders, Tokenizer
from diffusion.training import tokenizer
from diffusion.training.autoencoder import AutoencoderStage
from diffusion.training.batched import BatchWorld
from diffusion.training.contrastive import ContrastiveStage, Pair
from diffusion.training.decoder import DecoderOptions, DecoderStage
from diffusion.training.figures import Figures, read_concepts
from diffusion.training.language import LanguageStage, word_groups
from diffusion.training.layers import open_corpus
from diffusion.training.loop import LoopConfig, load_average, run
from diffusion.training.pack import load_pack
from diffusion.training.painting import Painter, PaintingOptions, PaintingStage, Parts, attention_kernel
from diffusion.training.presets import PRESETS
from diffusion.training.recomputation import recompute
from diffusion.training.widening import widened
from diffusion.training.world import Renderer, World
from diffusion.transformer import Transformer, initialise
from diffusion.vae import AutoencoderKL

PRECISIONS = {"bf16": torch.bfloat16, "fp32": torch.float32}


def config_of(args: argparse.Namespace) -> ModelConfig:
    """The base file's configuration, where there is one, else the preset's."""
    return PRESETS[args.preset] if args.base is None else load(args.base).config


def _table(args: argparse.Namespace) -> Path:
    """The table of concepts, or the folder of both tables."""
    world: Path = args.world
    return world if args.wide else world / "concepts.tsv"


def _world(args: argparse.Namespace) -> Renderer:
    """Composes on the training device where packed figures are given, else picture by picture on the CPU."""
    if args.pack:
        world = BatchWorld(load_pack(args.pack), args.config.image_size, args.workers.device)
        world.paint_ahead(workers=args.painters)
        return world
    return World(Figures(_table(args), args.figures), args.config.image_size)


def autoencoder(args: argparse.Namespace) -> None:
    """Pictures to latents and back."""
    stage = AutoencoderStage(
        args.config.vae, _world(args), open_corpus(args.corpus, args.layers), args.batch, device=args.workers.device
    )
    config = LoopConfig(
        args.steps,
        batch=args.batch,
        lr=args.lr or 1e-3,
        save_every=100,
        sheet_every=500,
        ema=0.99,
        decay=args.decay,
        seed=args.seed,
    )
    run(stage, config, args.run / "autoencoder", until=args.until, workers=args.workers)


def text(args: argparse.Namespace) -> None:
    """The tokenizer, if there is none yet, and the text encoders."""
    sizes = args.config.text
    corpus = open_corpus(args.corpus, args.layers)
    path = args.run / "text" / "tokenizer.model"
    path.parent.mkdir(parents=True, exist_ok=True)
    if args.workers.first and not path.exists():
        path.write_bytes(tokenizer.train(corpus, args.world, sizes.vocab, args.seed, wide=args.wide))
    args.workers.wait()
    concepts = [info.id for info in read_concepts(_table(args))]
    words = tokenizer.synonyms(args.world, wide=args.wide)
    stage = LanguageStage(sizes, Tokenizer(path.read_bytes()), corpus, concepts, words, args.batch, args.workers.device)
    config = LoopConfig(
        args.steps, lr=args.lr or 2e-3, decay=args.decay, save_every=100, sheet_every=250, ema=0.99, seed=args.seed
    )
    run(stage, config, args.run / "text", until=args.until, workers=args.workers)


def load_parts(config: ModelConfig, folder: Path) -> Parts:
    """The autoencoder, text encoders and tokenizer of a run, with averaged weights."""
    vae = AutoencoderKL(config.vae)
    load_average(vae, folder / "autoencoder" / "state.pt")
    encoders = TextEncoders(config.text)
    contrasted = folder / "contrastive" / "state.pt"
    trained = contrasted if contrasted.exists() else folder / "text" / "state.pt"
    state = torch.load(trained, weights_only=True, map_location="cpu")
    prefix = "encoders."
    merged = {**state["module"], **state["average"]}
    encoders.load_state_dict({k[len(prefix) :]: v for k, v in merged.items() if k.startswith(prefix)})
    return Parts(vae, encoders, Tokenizer((folder / "text" / "tokenizer.model").read_bytes()))


def parts_of_file(path: Path) -> Parts:
    """The autoencoder, text encoders and tokenizer of a model file."""
    loaded = load(path)
    vae, encoders = AutoencoderKL(loaded.config.vae), TextEncoders(loaded.config.text)
    load_into(vae, loaded.parts["vae"])
    load_into(encoders, loaded.parts["text"])
    model = loaded.parts["tokenizer"]["model"]
    return Parts(vae, encoders, Tokenizer(model.numpy().tobytes()))


def _parts(args: argparse.Namespace) -> Parts:
    return load_parts(args.config, args.run) if args.base is None else parts_of_file(args.base)


def _painting(args: argparse.Namespace, name: str, options: PaintingOptions, start: str, config: LoopConfig) -> None:
    parts = _parts(args)
    words = word_groups(parts.tokenizer, tokenizer.synonyms(args.world, wide=args.wide))
    model = args.config
    module = Painter(Transformer(model.transformer), parts.text, words)
    reference = module.transformer.reference
    assert reference is not None
    if start:
        load_average(module, args.run / start / "state.pt")
        reference.initialise(module.transformer.patch)
    elif args.base is not None:
        load_into(module.transformer, load(args.base).parts["transformer"])
    else:
        initialise(module.transformer, torch.Generator().manual_seed(args.seed))
    reference.requires_grad_(bool(options.references))
    if args.checkpointing:
        recompute(module.transformer.blocks, partial(attention_kernel, args.workers.device))
    options = replace(options, precision=PRECISIONS[args.precision])
    device = args.workers.device
    stage = PaintingStage(model, _world(args), open_corpus(args.corpus, args.layers), parts, module, options, device)
    run(stage, config, args.run / name, until=args.until, workers=args.workers)


def _loop(args: argparse.Namespace, warmup: int) -> LoopConfig:
    return LoopConfig(
        args.steps, lr=args.lr or 2e-3, muon_lr=args.muon_lr or 5e-3, warmup=warmup, ema=0.998, decay=args.decay,
        seed=args.seed, save_every=100, sheet_every=250, batch=args.batch,
        gains=(("t5.shared", 4.0), ("word_embeddings", 1.0), ("text.", 0.25)),
    )  # fmt: skip


def transformer(args: argparse.Namespace) -> None:
    """Text to picture."""
    options = PaintingOptions(batch=args.batch, emphasis=args.emphasis)
    _painting(args, "transformer", options, args.start, _loop(args, 50))


def references(args: argparse.Namespace) -> None:
    """The transformer learns to read reference tokens, from the weights of the stage before."""
    options = PaintingOptions(batch=args.batch, references=args.lent, emphasis=args.emphasis)
    start = args.start or ("" if args.base else "transformer")
    _painting(args, "references", options, start, _loop(args, 30))


def decoder(args: argparse.Namespace) -> None:
    """The autoencoder's decoder learns what the transformer, or its fast student, makes."""
    parts, painter, _ = _trained(args)
    if args.widen > 1:
        generator = torch.Generator().manual_seed(args.seed)
        parts = replace(parts, vae=widened(parts.vae, args.widen, generator))
    student = None
    if args.student is not None:
        student = Transformer(args.config.transformer)
        load_into(student, load(args.student).parts["transformer"])
    options = DecoderOptions(batch=args.batch, clean=args.batch // 4)
    corpus, device = open_corpus(args.corpus, args.layers), args.workers.device
    stage = DecoderStage(args.config, _world(args), corpus, parts, painter.transformer, options, device, student)
    config = LoopConfig(
        args.steps, lr=args.lr or 5e-4, decay=args.decay, warmup=20, save_every=100, sheet_every=200, ema=0.99,
        seed=args.seed, batch=args.batch,
    )  # fmt: skip
    run(stage, config, args.run / "decoder", until=args.until, workers=args.workers)


def contrastive(args: argparse.Namespace) -> None:
    """The text encoders with a small picture tower, after the text stage."""
    parts = _parts(args)
    corpus, device = open_corpus(args.corpus, args.layers), args.workers.device
    stage = ContrastiveStage(parts.tokenizer, _world(args), corpus, Pair(parts.text), args.batch, device)
    config = LoopConfig(
        args.steps, lr=args.lr or 1e-3, decay=args.decay, save_every=100, sheet_every=250, ema=0.99, seed=args.seed
    )
    run(stage, config, args.run / "contrastive", until=args.until, workers=args.workers)


def _trained(args: argparse.Namespace) -> tuple[Parts, Painter, int]:
    """The parts and the transformer of the last stage that was trained, and its step; the base's where none was."""
    parts = _parts(args)
    painter = Painter(Transformer(args.config.transformer), parts.text, [])
    state = args.run / (args.start or "references") / "state.pt"
    if args.base is not None and not args.start and not state.exists():
        base = load(args.base)
        load_into(painter.transformer, base.parts["transformer"])
        return parts, painter, int(base.extra.get("step", 0))
    return parts, painter, load_average(painter, state)


STAGES: dict[str, Callable[[argparse.Namespace], None]] = {
    "autoencoder": autoencoder,
    "text": text,
    "contrastive": contrastive,
    "transformer": transformer,
    "references": references,
    "decoder": decoder,
}


def export(args: argparse.Namespace) -> None:
    """Writes the model file from the last stage that was trained: ``<run>/model.safetensors``."""
    parts, painter, step = _trained(args)
    vae = parts.vae
    decoded = args.run / "decoder" / "state.pt"
    if decoded.exists():
        vae = widened(vae, args.widen, torch.Generator().manual_seed(0)) if args.widen > 1 else vae
        load_average(vae, decoded)
    tokens = torch.frombuffer(bytearray(parts.tokenizer.model), dtype=torch.uint8)
    args.run.mkdir(parents=True, exist_ok=True)
    save(
        args.run / "model.safetensors",
        {
            "text": parts.text.state_dict(),
            "transformer": painter.transformer.state_dict(),
            "vae": vae.state_dict(),
            "tokenizer": {"model": tokens},
        },
        replace(args.config, vae=vae.config),
        extra={"name": "embedded", "stage": args.start or "references", "step": str(step)},
        int8=("transformer", "text") if args.int8 else (),
    )


STAGES["export"] = export
