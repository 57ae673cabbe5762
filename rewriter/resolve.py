"""From words to what they mean in the scene: noun phrases, pronouns, ordinals, owners and their parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialog.scene import Scene, Subject, Thing
from rewriter import living_en, nouns_en, nouns_zh
from rewriter.chinese import MEASURES, has_cjk
from rewriter.freetext import DETERMINERS, STOPS, forms, mentions
from rewriter.groups import group
from rewriter.kinds_en import HOLDER, doers, misfit, said_of, sort_of, told_apart
from rewriter.lexicon import Lexicon
from rewriter.reference import (
    GENDERS,
    OWNER_EN,
    OWNER_ZH,
    PERSONAL,
    PLURALS,
    clean,
    described_one,
    is_pronoun,
    names,
    ordinal,
    strip_article,
    tail_words,
)

OTHER = re.compile(rf"^(?:the )?other(?: one)?(?: (?!one)(\w.*))?$|^另外?一[{MEASURES}](.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Referent:
    """``field`` is "subject", "wears", "holds", "attributes", "action", "notes", "relations" or a scene field;
    ``index`` the position in a tuple field; ``word`` what was matched in free text."""

    field: str
    subject: str = ""
    index: int = 0
    word: str = ""


STAGES = ("baby", "mother", "father", "mama", "papa", "adult", "king", "queen", "twin")
"""What an animal may be called by alone: "the baby" for a baby penguin."""


ONE = ("he", "him", "his", "she", "her", "hers")
"""Pronouns of one, which several are not called by."""


@dataclass(frozen=True)
class Resolver:
    """Looks words up in one scene. ``focus`` lists subject ids, the one last spoken of first; ``thing`` is the worn
    or held thing the last turn spoke of, if any."""

    scene: Scene
    lexicon: Lexicon
    focus: Sequence[str] = ()
    thing: Referent | None = None

    def subject(self, words: str) -> Subject | None:
        """Return the subject that ``words`` mean ("" and pronouns mean the one in focus), or None."""
        words = clean(words)
        several = self.group(words)
        if several is not None:
            return several[0] if several else None
        return self.single(words)

    def single(self, words: str) -> Subject | None:
        """Return the one subject that ``words`` mean, read as one noun phrase."""
        words = clean(words)
        found = next(self._subjects(words), None)
        if found is not None:
            return found
        return self.in_focus(words) if not words or is_pronoun(words) else None

    def subjects(self, words: str) -> tuple[Subject, ...]:
        """Return all subjects that a plural pronoun or "everything" means, else the one."""
        low = clean(words).lower()
        several = self.group(words) if low not in PLURALS else None
        if several is not None:
            return several
        if low in PLURALS:
            living = tuple(s for s in self.scene.subjects if self._alive(s))
            meant = living if low in ("they", "everyone", "他们", "她们") and len(living) > 1 else self.scene.subjects
            many = [s for s in meant if s.count != 1]
            return (many[-1],) if len(many) == 1 and len(meant) > 2 else meant
        one = self.subject(words)
        return (one,) if one else ()

    def _alive(self, subject: Subject) -> bool:
        concept = self.lexicon.concepts.get(subject.concept)
        known = concept is not None and concept.kind in ("animal", "person")
        return known or living_en.is_person(subject.noun) or living_en.is_animal(subject.noun)

    def living(self) -> tuple[Subject, ...]:
        """Return the people and animals of the scene."""
        return tuple(subject for subject in self.scene.subjects if self._alive(subject))

    def human(self, subject: Subject) -> bool:
        """Tell whether a subject is a person."""
        concept = self.lexicon.concepts.get(subject.concept)
        return concept.kind == "person" if concept else living_en.is_person(subject.noun)

    def group(self, words: str) -> tuple[Subject, ...] | None:
        """Return the subjects of "the cat and the dog", "everything but the bird"; None for other words."""
        return group(words, self) if words and len(self.scene.subjects) > 0 else None

    def named(self, noun: str) -> Iterator[Subject]:
        """Yield the subjects that ``noun`` names."""
        return self._subjects(noun)

    def in_focus(self, words: str = "") -> Subject | None:
        """Return the subject last spoken of; him and her prefer a person."""
        by_id = {s.id: s for s in self.scene.subjects}
        order = [by_id[id_] for id_ in self.focus if id_ in by_id]
        order += [s for s in self.scene.subjects if s not in order]
        low = clean(words).lower()
        if low in PERSONAL and has_cjk(low):
            people = [s for s in order if _may_be_person(s, self.lexicon)]
            meant = GENDERS.get(low, frozenset[str]())
            order = [s for s in people if {s.concept, s.noun} & meant] or people or order
        elif low in PERSONAL or low in ("it", "its", "hers"):
            order = sorted(order, key=lambda s: misfit(low, s, self.lexicon) + 2 * (s.count != 1 and low in ONE))
        return order[0] if order else None

    def find(self, words: str) -> Referent | None:
        """Return what ``words`` mean anywhere in the scene, or None."""
        words = clean(words)
        if not words:
            focus = self.in_focus()
            return Referent("subject", focus.id) if focus else None
        return next(self.everywhere(words), None)

    def everywhere(self, words: str) -> Iterator[Referent]:
        """Yield what ``words`` may mean, likeliest first."""
        exact = re.match(r"^(?:the )?#(s\d+)\.(wears|holds)\.(\d+)$", words)
        if exact:
            yield Referent(exact.group(2), exact.group(1), int(exact.group(3)))
            return
        several = self.group(words)
        if several is not None:
            yield from (Referent("subject", subject.id) for subject in several)
            return
        owner = self.owned(words)
        if owner:
            yield owner
        if re.match(r"^the #s\d+'s ", words):
            return
        for subject in self._subjects(words):
            yield Referent("subject", subject.id)
        noun = bare_noun(words, self.lexicon)
        if is_pronoun(words):
            focus = self.in_focus(words)
            if focus:
                yield Referent("subject", focus.id)
            return
        yield from self._things(words)
        for word in dict.fromkeys((strip_article(words), noun, *tail_words(noun))):
            yield from self._free(word)

    def owned(self, words: str) -> Referent | None:
        """Return the part in "the cat's hat", "her hair", "猫的帽子"."""
        found = (OWNER_ZH if has_cjk(words) else OWNER_EN).match(words)
        if found is None:
            return None
        owner = self.subject(found.group(1).removesuffix("'s"))
        if owner is None:
            return None
        only = Resolver(Scene(subjects=(owner,), language=self.scene.language), self.lexicon)
        noun = bare_noun(found.group(2), self.lexicon)
        return next((r for r in (*only._things(found.group(2)), *only._free(noun))), None)

    def _subjects(self, words: str) -> Iterator[Subject]:
        words = words.removesuffix("们") if len(words) > 2 else words
        called = [s for s in self.scene.subjects if words and words.removeprefix("the ") in names(s)]
        if called:
            yield from called
            return
        described = described_one(words)
        if described:
            yield from (s for s in self.scene.subjects if self._is_like(s, described))
            return
        other = OTHER.match(words)
        if other:
            named = next((group for group in other.groups() if group), "")
            rest = list(self._subjects(named)) if named else self._of_the_kind()
            yield from [s for s in rest if s.id not in self.focus[:1]] or rest
            return
        role = HOLDER.fullmatch(words)
        if role and (holders := [s for s in self.living() if mentions(said_of(s), role.group("x"))]):
            yield from holders
            return
        number, words = ordinal(words)
        phrase = _phrase(words, self.lexicon)
        candidates = [s for s in self.scene.subjects if phrase is None or _same(s, phrase, self.lexicon)]
        said = re.fullmatch(r"(?:the )?([a-z]{3,})", words, re.IGNORECASE)
        if said and not candidates:  # "the bear" for a bear cub
            word = said.group(1).lower()
            known = word in STAGES or bool(self.lexicon.concept(word))
            stages = {s.id for s in self.scene.subjects if known and word in s.attributes}
            found = [s for s in self.scene.subjects if word in s.noun.lower().split() or s.id in stages]
            return (yield from found or sort_of(word, self) or doers(word, self))
        if number and (phrase is None or candidates):
            chosen = candidates or list(self.scene.subjects)
            if abs(number) <= len(chosen):
                yield chosen[number - 1 if number > 0 else number]
            return
        if phrase is None or is_pronoun(words):
            return
        fitting = [s for s in candidates if _fits(s, phrase)]
        told = told_apart(words, fitting, self) if len(fitting) > 1 and not has_cjk(words) else {}
        at = {id_: index for index, id_ in enumerate(self.focus)}
        yield from sorted(fitting, key=lambda s: (-told.get(s.id, 0), at.get(s.id, len(at))))

    def _of_the_kind(self) -> list[Subject]:
        """Return those called like the one last spoken of, if there are more of them; else all."""
        last = self.in_focus()
        alike = [s for s in self.scene.subjects if last and s.noun == last.noun]
        return alike if len(alike) > 1 else list(self.scene.subjects)

    def _is_like(self, subject: Subject, words: str) -> bool:
        """Tell whether "the red one", 粉色的那只 fits ``subject``."""
        color = self.lexicon.lookup(words, "color")
        if color:
            return self.lexicon.id_of("color", subject.color) == color
        side = {"middle": "center", "centre": "center"}.get(words.lower(), words.lower())
        if side in ("left", "right", "center", "top", "bottom"):
            return subject.place == side
        size = self.lexicon.lookup(words, "size")
        own = (*subject.attributes, *(t.noun for t in (*subject.wears, *subject.holds)), subject.noun, subject.action)
        return (bool(size) and subject.size == size) or any(mentions(a, words) for a in own if a)

    def _things(self, words: str) -> Iterator[Referent]:
        phrase = _phrase(words, self.lexicon)
        if phrase is None:
            return
        for subject in self.scene.subjects:
            for field in ("wears", "holds"):
                things: tuple[Thing, ...] = getattr(subject, field)
                for index, thing in enumerate(things):
                    if _same(thing, phrase, self.lexicon):
                        yield Referent(field, subject.id, index, thing.noun)

    def _free(self, word: str) -> Iterator[Referent]:
        if len(word) < (1 if has_cjk(word) else 2) or len(word) > 60 or word.lower() in STOPS | DETERMINERS:
            return
        scene = self.scene
        for subject in scene.subjects:
            for index, attribute in enumerate(subject.attributes):
                if mentions(attribute, word):
                    yield Referent("attributes", subject.id, index, word)
            for field in ("wears", "holds"):
                for index, thing in enumerate(getattr(subject, field)):
                    if mentions(thing.noun, word):
                        yield Referent(field, subject.id, index, word)
            if mentions(subject.action, word):
                yield Referent("action", subject.id, 0, word)
        for index, note in enumerate(scene.notes):
            if mentions(note, word):
                yield Referent("notes", "", index, word)
        for field in ("setting", "weather", "time", "style", "lens", "text", "mood"):
            value = getattr(scene, field)
            if value and (mentions(value, word) or self._same_term(field, value, word)):
                yield Referent(field, "", 0, word)

    def _same_term(self, field: str, value: str, word: str) -> bool:
        if field in ("text", "mood"):
            return False
        id_ = self.lexicon.lookup(word, field)
        return bool(id_) and self.lexicon.id_of(field, value) == id_


def bare_noun(words: str, lexicon: Lexicon) -> str:
    """Return the noun of a phrase, as it was written."""
    phrase = _phrase(words, lexicon)
    return phrase.noun if phrase else strip_article(words)


def _phrase(words: str, lexicon: Lexicon) -> Subject | None:
    if not words or len(words) > 80:
        return None
    parsed = (nouns_zh if has_cjk(words) else nouns_en).parse(words, lexicon)
    return parsed.subject if parsed else None


def _same(mine: Subject | Thing, asked: Subject, lexicon: Lexicon) -> bool:
    """Tell whether two nouns name the same: the same concept, the same word, or one ends in the other."""
    if mine.concept and mine.concept == asked.concept:
        narrow = has_cjk(asked.noun) and asked.noun not in lexicon.concepts[asked.concept].zh
        return not narrow or asked.noun in mine.noun or mine.noun in lexicon.concepts[mine.concept].zh
    one, other = mine.noun.lower(), asked.noun.lower()
    if one == other or set(forms(one)) & set(forms(other)):
        return True
    if has_cjk(one) and has_cjk(other):
        return len(other) > 1 and (one.endswith(other) or (other.endswith(one) and len(one) > 1))
    if (
        len(other) > 3
        and " " not in other
        and len(one) > len(other) + 2
        and any(one.endswith(form) for form in forms(other)[:2])
    ):
        return True
    heads = {said[-1] for part in (one.split(" of ")[0], one) if (said := part.split())}
    return bool(heads & set(forms(other))) or (f" {other}" in f" {one}" and " of " in one)


def _fits(mine: Subject, asked: Subject) -> bool:
    """Tell whether what was said of the noun (color, size) does not contradict ``mine``."""
    if asked.color and mine.color and asked.color != mine.color:
        return False
    return not (asked.size and mine.size and asked.size != mine.size)


def _may_be_person(subject: Subject, lexicon: Lexicon) -> bool:
    concept = lexicon.concepts.get(subject.concept)
    return concept is None or concept.kind == "person"
