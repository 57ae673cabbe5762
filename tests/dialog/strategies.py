"""Random values of the dialogue, made from the types themselves."""

from hypothesis import strategies as st

from dialog.scene import Relation, Scene, Subject, Thing
from dialog.types import Change, Draft, Placement, References, Request, Settings, SubjectReference, Turn

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
texts = st.lists(text, max_size=2).map(tuple)
fraction = st.floats(0, 1)
box = st.tuples(fraction, fraction, fraction, fraction)


def few(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


things = few(st.builds(Thing, noun=text, color=text, attributes=texts, count=st.integers(), concept=text))
subjects = few(
    st.builds(
        Subject, id=text, noun=text, concept=text, count=st.integers(), attributes=texts, wears=things, holds=things
    )
)
scenes = st.builds(
    Scene,
    subjects=subjects,
    relations=few(st.builds(Relation, text, text, text)),
    setting=text,
    text=text,
    notes=texts,
    absent=texts,
    language=text,
)
drafts = st.builds(
    Draft,
    intent=st.sampled_from(["draw", "edit", "answer", "back"]),
    scene=scenes,
    changes=few(st.builds(Change, kind=text, value=text, span=text)),
    prompt=text,
    prompt_tokens=st.integers(),
    source=st.sampled_from(["rules", "model"]),
    uncertain=st.booleans(),
    dropped=texts,
    digest_dropped=texts,
    layout=few(st.builds(Placement, text, box)),
)
settings_values = st.builds(
    Settings,
    seed=st.none() | st.integers(0, 2**31 - 1),
    steps=st.integers(),
    guidance=st.floats(allow_nan=False, allow_infinity=False),
    use_references=st.booleans(),
)
references = st.builds(References, picture=text, subjects=few(st.builds(SubjectReference, text, text, box)))
turns = st.builds(
    Turn,
    request=st.builds(Request, text, texts),
    draft=drafts,
    settings=settings_values,
    outcome=st.sampled_from(["drawn", "stopped", "failed", "answered"]),
    picture=text,
    references=references,
    seconds=few(st.tuples(text, st.floats(0, 1e6))),
    error=text,
)
