"""A chat model of transformers on this machine: text alone or with pictures, from a folder or by its hub name.

The only file of the rewriter that uses torch and transformers, and only when a model is loaded. Safetensors alone are
read and no code of a checkpoint is run.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rewriter.backends.answer import MAX_CHARACTERS
from rewriter.backends.encoding import Encode, processor_encoder, qwen_encoder, text_encoder
from rewriter.backends.errors import BackendBusy, BackendUnavailable
from rewriter.backends.halting import Halted, halting
from rewriter.backends.pieces import Pieces
from rewriter.backends.protocol import Message, Watch
from rewriter.backends.queueing import Queue, busy

log = logging.getLogger(__name__)

MAX_TOKENS = 1024
QWEN = ("qwen2_vl", "qwen2_5_vl", "qwen3_vl", "qwen3_vl_moe")
POLL = 0.05
FAILURES = (
    RuntimeError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OSError,
    MemoryError,
    ImportError,
)
"""What foreign model code raises; a bug of ours among them is logged with its trace."""


@dataclass
class LocalModel:
    """A ``Backend`` of a loaded ``model``; one answer at a time, in the order of asking, which any thread may do.

    Greedy unless ``temperature`` is above 0, then drawn from ``seed``: equal chats give equal answers either way.
    ``context`` is how many tokens the model reads, 0 when it does not say.
    """

    name: str
    model: Any
    tokenizer: Any
    encode: Encode
    sees: bool = False
    context: int = 0
    max_tokens: int = MAX_TOKENS
    temperature: float = 0.0
    seed: int = 0
    _queue: Queue = field(default_factory=Queue, init=False, repr=False)

    def complete(self, messages: Sequence[Message], watch: Watch) -> str:
        """Return the model's answer; Stop and the time limit take effect within one layer of the network."""
        place = self._wait(watch)
        run = _Run(self, watch, place)
        try:
            thread = threading.Thread(target=run, args=(messages,), name="huatu-model", daemon=True)
            thread.start()
        except RuntimeError as error:
            self._queue.leave(place)
            raise BackendUnavailable("No thread could be started for the language model.") from error
        try:
            text = "".join(run.read(thread))
        finally:
            run.cancelled.set()
            thread.join(timeout=2.0)
        watch.check()
        return text[: MAX_CHARACTERS + 1]

    def _wait(self, watch: Watch) -> object:
        """Take the model and return the place that holds it. The time that others have it does not count as this
        turn's, but is no longer than a turn; who waits is told.

        Raises BackendStopped, or BackendBusy when the model does not become free.
        """
        began, told = watch.clock(), 0
        place = self._queue.join()
        try:
            while ahead := self._queue.ahead(place, POLL):
                if not watch.should_stop() and watch.left() <= 0:
                    raise BackendBusy(f"{self.name} was busy with another turn.")
                watch.check()
                if ahead != told:
                    watch.on_text(busy(ahead))
                    told = ahead
        except BaseException:
            self._queue.leave(place)
            raise
        watch.waited.seconds += watch.clock() - began
        return place

    def generate(self, messages: Sequence[Message], streamer: Any, ended: Callable[[], bool]) -> None:
        """Generate into ``streamer`` until the model, its limits or ``ended`` end it. Raises BackendUnavailable."""
        import torch
        import transformers

        class Ended(transformers.StoppingCriteria):
            def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_: Any) -> torch.Tensor:
                return torch.full((input_ids.shape[0],), ended(), dtype=torch.bool, device=input_ids.device)

        inputs, lists = self._inputs(messages), (torch.nn.ModuleList, torch.nn.Sequential)
        room = torch.cuda.device_count() if self.model.device.type == "cuda" else 0
        with torch.inference_mode(), torch.random.fork_rng(devices=range(room)):
            torch.manual_seed(self.seed)
            try:
                with halting(self.model, lists, ended):
                    self.model.generate(
                        **inputs,
                        generation_config=self._settings(),
                        stopping_criteria=transformers.StoppingCriteriaList([Ended()]),
                        streamer=streamer,
                    )
            except Halted:
                streamer.end()

    def _inputs(self, messages: Sequence[Message]) -> Mapping[str, Any]:
        inputs = {name: value.to(self.model.device) for name, value in self.encode(messages).items()}
        length = inputs["input_ids"].shape[1]
        if self.context and length + self.max_tokens > self.context:
            raise BackendUnavailable(
                f"The dialogue has {length:,} tokens; {self.name} reads {self.context:,} with its answer of up to "
                f"{self.max_tokens:,}. Take a model with a longer context."
            )
        floats = {name for name, value in inputs.items() if value.is_floating_point()}
        return {name: value.to(self.model.dtype) if name in floats else value for name, value in inputs.items()}

    def _settings(self) -> Any:
        """Return generation settings of our own: a checkpoint's sampling would make answers random."""
        import transformers

        given = self.model.generation_config
        ends = given.eos_token_id if given.eos_token_id is not None else self.tokenizer.eos_token_id
        pad = given.pad_token_id if given.pad_token_id is not None else self.tokenizer.pad_token_id
        first = ends[0] if isinstance(ends, list) else ends
        sampling = (
            {"do_sample": True, "temperature": self.temperature} if self.temperature > 0 else {"do_sample": False}
        )
        return transformers.GenerationConfig(
            max_new_tokens=self.max_tokens, eos_token_id=ends, pad_token_id=first if pad is None else pad, **sampling
        )


class _Run:
    """One answer on a thread of its own, which alone holds the model until it has really ended."""

    def __init__(self, owner: LocalModel, watch: Watch, place: object) -> None:
        self.cancelled = threading.Event()
        self._owner, self._watch, self._place = owner, watch, place
        self._texts: queue.Queue[str | Exception | None] = queue.Queue()
        self._length = 0
        self._pieces: Pieces | None = None

    def __call__(self, messages: Sequence[Message]) -> None:
        """Run the model. Called on the thread."""
        try:
            self._owner.generate(messages, self, self._ended)
            self._texts.put(None)
        except BackendUnavailable as error:
            self._texts.put(error)
        except FAILURES as error:
            log.exception("%s broke off", self._owner.name)
            self._texts.put(BackendUnavailable(f"{self._owner.name} broke off ({type(error).__name__})."))
        finally:
            self._owner._queue.leave(self._place)

    def read(self, thread: threading.Thread) -> Iterator[str]:
        """Yield the text as it comes. Raises BackendUnavailable, BackendTimeout, BackendStopped."""
        while True:
            self._watch.check()
            alive = thread.is_alive()
            try:
                got = self._texts.get(timeout=POLL)
            except queue.Empty:
                if not alive:
                    raise BackendUnavailable(f"{self._owner.name} broke off.") from None
                continue
            if got is None:
                return
            if isinstance(got, Exception):
                raise got
            self._watch.on_text(got)
            yield got

    def _ended(self) -> bool:
        return self.cancelled.is_set() or self._length > MAX_CHARACTERS or self._watch.over()

    def put(self, tokens: Any) -> None:
        """Take the prompt, which is passed over, and then each token. Called by ``generate`` as its streamer."""
        if self._pieces is None:
            tokenizer = self._owner.tokenizer
            self._pieces = Pieces(lambda ids: str(tokenizer.decode(ids, skip_special_tokens=True)))
        else:
            self._tell(self._pieces.add(tokens.flatten().tolist()))

    def end(self) -> None:
        """Tell what was held back. Called by ``generate`` when it is done."""
        self._tell(self._pieces.end() if self._pieces else "")

    def _tell(self, text: str) -> None:
        self._length += len(text)
        if text:
            self._texts.put(text)


def load_local(
    source: str,
    *,
    device: str = "",
    offline: bool = True,
    max_tokens: int = MAX_TOKENS,
    temperature: float = 0.0,
    seed: int = 0,
) -> LocalModel:
    """Load a chat model from a folder or, unless ``offline``, by its hub name.

    ``device`` "" takes a GPU when there is one. Quantised checkpoints are loaded as their own configuration says.
    Raises BackendUnavailable saying what is missing.
    """
    import torch
    import transformers

    given: dict[str, Any] = {"trust_remote_code": False, "local_files_only": offline}
    where = device or ("cuda" if torch.cuda.is_available() else "cpu")
    with _told(source):
        config = transformers.AutoConfig.from_pretrained(source, **given)
        kind = _kind(config, source)
        quantised = getattr(config, "quantization_config", None) is not None
        placed = {"device_map": {"": where}} if quantised else {}
        model = kind.from_pretrained(source, config=config, use_safetensors=True, dtype="auto", **placed, **given)
        if not quantised:
            model = model.to(where)
        if where == "cpu" and not quantised:
            model = model.float()
        tokenizer, encode, sees = _encoder(source, config, kind is transformers.AutoModelForImageTextToText, given)
    if not (tokenizer.chat_template or sees):
        raise BackendUnavailable(f"{source} has no chat template, so it is no chat model; take an instruct version.")
    text = config.get_text_config()
    context = int(getattr(text, "max_position_embeddings", 0) or 0)
    name = source.rstrip("/").rpartition("/")[2] or source
    return LocalModel(name, model.eval(), tokenizer, encode, sees, context, max_tokens, temperature, seed)


def _kind(config: Any, source: str) -> Any:
    """Return the class that loads this architecture: one that sees where there is one."""
    import transformers
    from transformers.models.auto import modeling_auto

    if type(config) in modeling_auto.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING:
        return transformers.AutoModelForImageTextToText
    if type(config) in modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING:
        return transformers.AutoModelForCausalLM
    raise BackendUnavailable(f"{source} is a {config.model_type!r} model, which is no chat model.")


def _encoder(source: str, config: Any, vision: bool, given: Mapping[str, Any]) -> tuple[Any, Encode, bool]:
    """Return the tokenizer, the encoder and whether it takes pictures."""
    import transformers

    if not vision:
        tokenizer = transformers.AutoTokenizer.from_pretrained(source, **given)
        return tokenizer, text_encoder(tokenizer), False
    if config.model_type in QWEN:
        from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

        tokenizer = transformers.AutoTokenizer.from_pretrained(source, **given)
        pictures = Qwen2VLImageProcessorPil.from_pretrained(source, local_files_only=given["local_files_only"])
        return tokenizer, qwen_encoder(tokenizer, pictures), True
    try:
        processor = transformers.AutoProcessor.from_pretrained(source, **given)
    except ImportError as error:
        log.warning("%s is used without pictures: its processor wants %s", source, str(error).strip()[:200])
        tokenizer = transformers.AutoTokenizer.from_pretrained(source, **given)
        return tokenizer, text_encoder(tokenizer), False
    return processor.tokenizer, processor_encoder(processor), True


@contextlib.contextmanager
def _told(source: str) -> Iterator[None]:
    """Say in one sentence why a checkpoint cannot be loaded."""
    try:
        yield
    except FAILURES as error:
        reason = " ".join(str(error).split())[:200]
        raise BackendUnavailable(
            f"{source} cannot be loaded as a chat model ({type(error).__name__}: {reason}). Give the folder of a "
            "checkpoint with config.json, tokenizer and safetensors weights."
        ) from error
