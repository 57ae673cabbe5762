"""English wishes that add: new subjects, clothes, things, text and weather."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter import adding_zh, describe, describing_en, frames, living_en, nouns_en, phrases_en, words_en
from rewriter.chinese import has_cjk
from rewriter.english import plural
from rewriter.groups import id_words
from rewriter.operations import Operation, Phrase
from rewriter.reference import is_picture, is_pronoun, strip_article
from rewriter.scalars import place_of
from rewriter.segment import strip_en
from rewriter.values import Context, frame_value

Match = re.Match[str]


def give(m: Match, context: Context) -> list[Operation]:
    """Let somebody wear, hold or have things; "get the boy to …" is an action."""
    if m.group("y").startswith("to "):
        return []
    x, y = _whole_name(m.group("x"), m.group("y"), context)
    if x != m.group("x"):
        return [op for item in words_en.named_items(y) for op in own(x, item, context, m.group(0))]
    more = _with_appositions(m.group("x"), m.group("y"), context, m.group(0)) if "," in m.group("y") else []
    if more:
        return more
    return [op for item in words_en.named_items(m.group("y")) for op in own(m.group("x"), item, context, m.group(0))]


def _whole_name(x: str, y: str, context: Context) -> tuple[str, str]:
    """Return "the blue robot" and "a top hat" of "the blue" and "robot a top hat"."""
    words = f"{x} {y}".split()
    first = len(x.split())
    for cut in range(min(len(words) - 2, 6), first, -1):
        determined = re.match(r"^(?:an?|some|two|three|four|five|his|her|its|their)$", words[cut], re.IGNORECASE)
        if determined and x.lower().startswith("the ") and context.resolver.subject(" ".join(words[:cut])):
            return " ".join(words[:cut]), " ".join(words[cut:])
    return x, y


def _with_appositions(target: str, words: str, context: Context, span: str) -> list[Operation]:
    """Read "a hat, pointed, blue", "a friend, a smaller one, painted orange": one thing, and what it is like."""
    made = describe.describe(words, context.lexicon)
    if len(made.phrases) != 1 or made.notes or made.frame or len(words_en.items(words)) < 2:
        return []
    phrase = made.phrases[0]
    if _lives(phrase.subject, context):
        return [Operation("add", phrase=_beside(phrase, target, context), span=span)]
    said = phrases_en.noun_phrase(phrase.subject, context.lexicon)
    return own(target, f"{said} {phrase.subject.action}".strip(), context, span)


def _lives(subject: Subject, context: Context) -> bool:
    known = context.lexicon.concepts.get(subject.concept)
    return (
        known.kind in words_en.ALIVE
        if known
        else living_en.is_person(subject.noun) or living_en.is_animal(subject.noun)
    )


def _beside(phrase: Phrase, target: str, context: Context) -> Phrase:
    owner = context.resolver.subject(target)
    if phrase.relation or owner is None:
        return phrase
    return replace(phrase, relation="next_to", anchor=f"#{owner.id}")


def own(target: str, item: str, context: Context, span: str) -> list[Operation]:
    """Return the operation that gives ``item`` to ``target``: worn, held, or a part of it."""
    if has_cjk(item):
        return adding_zh.own(target, strip_article(re.sub(r"^(?:an?|the|some) ", "", item)), "", context, span)
    made = nouns_en.thing(item, context.lexicon)
    if made is None:
        return []
    whole = nouns_en.parse(item, context.lexicon)
    if whole and re.search(r"\b(?:friend|companion|buddy|partner|twin)$", whole.subject.noun):
        return [Operation("add", phrase=_beside(whole, target, context), span=span)]
    if made.noun.rpartition(" ")[2].rstrip("s") in {part.rstrip("s") for part in words_en.PARTS}:
        return [Operation("part", target, made.noun, f"with {item}", span=span)]
    kind = "wear" if words_en.is_wearable(made.noun, made.concept, context.lexicon) else "hold"
    return [Operation(kind, target, value=item, span=span)]


def put(m: Match, context: Context) -> list[Operation]:
    """ "put X on Y": move what is there, dress somebody, or add something new."""
    x, y, span = m.group("x"), m.group("y"), m.group(0)
    definite = is_pronoun(x) or re.match(r"^(?:the|this|that|his|her|its|their)\b", x, re.IGNORECASE)
    place = place_of(y)
    if definite and place and (is_pronoun(x) or context.resolver.find(x)):
        return [Operation("move", x, "place", place, span=span)]
    facts = frames.whole(y, context.lexicon, loose=False)
    anchor = words_en.RELATION.search(" " + y)
    if (
        (definite or x.lower() in ("everything", "everyone"))
        and (facts or not anchor or not context.resolver.find(anchor.group(2)))
        and (is_pronoun(x) or is_picture(x) or context.resolver.find(x))
    ):
        known = is_picture(x) or bool(context.lexicon.find(y, ("setting",)))
        if not facts and (re.search(r"\b(?:corner|left|right|top|bottom)\b", y) or not known):
            return [Operation("move", x, "where", y, span=span)] if not is_picture(x) else []
        said = facts or (("setting", frame_value("setting", y, context.lexicon)),)
        moved = [Operation("unplace", x, span=span)] if any(name == "setting" for name, _ in said) else []
        return [*(Operation("frame", x, name, value, span=span) for name, value in said), *moved]
    if definite and context.resolver.find(x):
        return [Operation("move", x, "where", y, span=span)]
    made = nouns_en.thing(x, context.lexicon)
    body = re.match(
        r"^(?:on|around|over|in) (his|her|its|their|the \w+(?='s))(?:'s)? (?:head|neck|face|eyes|nose|body"
        r"|feet|hair|ears|back|hands?|paws?)$",
        y,
        re.IGNORECASE,
    )
    if made and body:
        return [op for item in words_en.named_items(x) for op in own(body.group(1), item, context, span)]
    target = anchor.group(2) if anchor else ""
    if (
        made
        and re.match(r"^(?:on|around|over)\b", y)
        and words_en.is_wearable(made.noun, made.concept, context.lexicon)
        and context.resolver.subject(target)
    ):
        return [op for item in words_en.named_items(x) for op in own(target, item, context, span)]
    pieces = nouns_en.split_subjects(x, context.lexicon)
    if len(pieces) > 1 and anchor:
        placed = [nouns_en.parse(piece, context.lexicon) for piece in pieces]
        kind = words_en.RELATIONS[anchor.group(1).lower()]
        meant = context.resolver.subject(target) if is_pronoun(target) else None
        target = f"#{meant.id}" if meant else target
        return [
            Operation("add", phrase=p if p.relation else replace(p, relation=kind, anchor=target), span=span)
            for p in placed
            if p
        ]
    return add_words(f"{x} {y}", context, span)


def add(m: Match, context: Context) -> list[Operation]:
    """ "add X": text, weather, clothes, one more of the same, or new subjects."""
    return add_words(m.group("x"), context, m.group(0))


ONE_MORE = re.compile(
    r"^(?:an?|the) (?:second|third|fourth|2nd|3rd) (?P<x>[a-z]+(?: [a-z]+)?)(?:, (?:an? )?(?P<y>[a-z]+)(?: one)?)?"
    r"(?P<more> (?:in|on|at|to|with|wearing|next|behind|beside) [^,]+)?$",
    re.IGNORECASE,
)


def _counted(words: str, context: Context) -> str:
    """ "a second boat, blue" where a boat is: "another blue boat"; all else as it is."""
    found = ONE_MORE.match(words)
    if found is None or not context.resolver.named(found.group("x").split()[-1]):
        return words
    return " ".join(filter(None, ("another", found.group("y"), found.group("x"), (found.group("more") or "").strip())))


def add_words(words: str, context: Context, span: str) -> list[Operation]:
    """Operations for new things: text, weather, clothes, one more of the same, or new subjects."""
    words = EACH_SIDE.sub(_two, _counted(strip_en(words), context))
    unquoted = re.match(
        r"^(?:the |some )?(?:text|words|caption|title|writing) (?P<x>[^\"“”]{2,60})$", words, re.IGNORECASE
    )
    if unquoted and not re.match(r"^(?:in|on|at|of|to|under|above|below|that|with|is|bubble)\b", unquoted.group("x")):
        return [Operation("frame", attribute="text", value=unquoted.group("x"), span=span)]
    quoted = re.search(r"[\"“']([^\"”']+)[\"”']", words)
    if (
        quoted
        and "that reads" not in words
        and re.search(r"\b(?:text|words?|caption|title|sign|saying|says|write|reading)\b", words + span, re.IGNORECASE)
    ):
        return [Operation("frame", attribute="text", value=quoted.group(1), span=span)]
    bare = strip_article(words)
    facts = frames.whole(words, context.lexicon, loose=False) or frames.whole(bare, context.lexicon, loose=False)
    if facts and facts[0][0] in ("weather", "time", "style", "lens"):
        return [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    owner = re.match(r"^(.+?) (?:to|on|for) ((?:the |it\b|him\b|her\b|them\b|his |its |their ).*)$", words)
    if (
        owner
        and not owner.group(1).lower().endswith((" next", " close"))
        and not re.match(r"the (?:left|right|top|side|front|back|other|bottom|middle)\b", owner.group(2))
        and context.resolver.subject(owner.group(2))
        and not place_of("on " + owner.group(2))
    ):
        made = nouns_en.thing(owner.group(1), context.lexicon)
        if made and (
            words_en.is_wearable(made.noun, made.concept, context.lexicon)
            or made.noun.split()[-1] in words_en.PARTS
            or " to " in words
        ):
            return [
                op for item in words_en.named_items(owner.group(1)) for op in own(owner.group(2), item, context, span)
            ]
    worn = re.match(r"^(?P<x>[^,]+?) (?:on|for) (?P<o>him|her|it|them|the [a-z]+), (?P<m>[^,]+)$", words)
    if worn and context.resolver.subject(worn.group("o")):
        made = nouns_en.thing(worn.group("x"), context.lexicon)
        if made and words_en.is_wearable(made.noun, made.concept, context.lexicon):
            like = (
                worn.group("m")
                if describing_en.adjectival(worn.group("m"), context.lexicon)
                else f"like {worn.group('m')}"
            )
            return own(worn.group("o"), f"{worn.group('x')} {like}", context, span)
    if recounted := _recounted(words, context, span):
        return recounted
    described = _described(words, context, span) if "," in words else []
    if described:
        return described
    operations: list[Operation] = []
    for piece in nouns_en.split_subjects(words, context.lexicon):
        operations += _add_piece(piece, context, span)
    return operations


EACH_SIDE = re.compile(
    r"^an? (?P<x>[a-z]+(?: [a-z]+)?) (?:on|at) (?:each|either|both) (?P<w>sides?|ends?)\b", re.IGNORECASE
)


def _two(found: re.Match[str]) -> str:
    """ "a guard on each side" are two guards."""
    return f"two {plural(found.group('x'))} on either {found.group('w').removesuffix('s')}"


COUNTED = re.compile(r"^(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?P<x>[a-z]{3,}s)$", re.IGNORECASE)


def _recounted(words: str, context: Context, span: str) -> list[Operation]:
    """ "five candles" of a cake with candles: they are these, not others."""
    found = COUNTED.match(words)
    there = context.resolver.find(found.group("x")) if found and re.match(r"^\W*\w+ \w+\W*$", span) else None
    if found is None or there is None or there.field != "attributes":
        return []
    number = found.group("n").lower()
    count = words_en.NUMBER.get(number, 0) or int(number) if number.isdecimal() else words_en.NUMBER.get(number, 0)
    return [Operation("set", f"the {found.group('x')}", "count", str(count), span=span)] if count else []


def _described(words: str, context: Context, span: str) -> list[Operation]:
    """Read "a cat on the roof, ginger, tail up": what stands behind a comma may say more of what was named before."""
    made = describe.describe(words, context.lexicon)
    first = made.phrases[0].subject if made.phrases else None
    if first is None or len(made.phrases) > 6:
        return []
    if words_en.is_wearable(first.noun, first.concept, context.lexicon) or re.match(r"^(?:another|\w+ more)\b", words):
        return []
    operations = [Operation("add", phrase=phrase, span=span) for phrase in made.phrases]
    operations += [Operation("keep_words", value=note, span=span) for note in made.notes]
    return operations + [Operation("frame", attribute=name, value=value, span=span) for name, value in made.frame]


FIGURE = re.compile(
    r"\b(?:snowman|robot|scarecrow|doll|teddy(?: bear)?|puppet|mannequin|statue|ghost|alien"
    r"|fairy|angel|mermaid|elf|dwarf|witch|wizard|genie|vampire|zombie|monster|dragon|unicorn|dinosaur|gnome|troll|skeleton)$"
)
"""They do not live, and are dressed all the same."""
WHERE = re.compile(r"\b(?:in|on|at|by|under|inside|over|across) (?:the|an?) [^,]+$", re.IGNORECASE)


OVER = re.compile(
    r"^(?:over|in|on|under|behind|through|around|above|near|by|at|across) (?:the )?(?P<x>[a-z]+)$", re.IGNORECASE
)


def _placed(phrase: Phrase, piece: str, context: Context) -> Phrase:
    """ "add a bird in the sky" to a girl in a park: the sky is where the bird is; the girl stays in her park."""
    settings = [value for name, value in phrase.frame if name == "setting"]
    there = settings and phrase.subject.action and OVER.match(settings[0])
    if there and context.resolver.find(there.group("x")):
        frame = tuple(fact for fact in phrase.frame if fact[0] != "setting")
        return replace(
            phrase, subject=replace(phrase.subject, action=f"{phrase.subject.action} {settings[0]}"), frame=frame
        )
    where, now = WHERE.search(piece), context.scene.setting
    if not settings or where is None or phrase.subject.action or settings == [now] or not context.scene.subjects:
        return phrase
    if not now and settings != [context.lexicon.value("setting", "sky")]:
        return phrase
    frame = tuple(fact for fact in phrase.frame if fact[0] != "setting")
    return replace(phrase, subject=replace(phrase.subject, action=where.group()), frame=frame)


WITH_WHOM = re.compile(r"^with (?:him|her|it|them)$", re.IGNORECASE)
POINTS_AT = re.compile(
    r"^(?P<deed>[a-z]+ing(?: [a-z]+)?|around|near|with) (?P<who>him|her|it)(?P<rest> (?:in|on|at|by) .+)?$",
    re.IGNORECASE,
)


def _said_out(phrase: Phrase, context: Context) -> Phrase:
    """ "a fairy riding it": the prompt says whom, as "it" would point at nobody there."""
    besides = next((said for said in phrase.subject.attributes if WITH_WHOM.match(said)), "")
    if besides and (whom := context.resolver.in_focus(besides.split()[1])):
        named = tuple(f"with the {whom.noun}" if said == besides else said for said in phrase.subject.attributes)
        return replace(phrase, subject=replace(phrase.subject, attributes=named))
    found = POINTS_AT.match(phrase.subject.action)
    meant = context.resolver.in_focus(found.group("who")) if found else None
    if found is None or meant is None:
        return phrase
    return replace(
        phrase,
        subject=replace(phrase.subject, action=f"{found.group('deed')} the {meant.noun}{found.group('rest') or ''}"),
    )


ALL_OVER = re.compile(r"^(?P<x>.*\w) (?P<w>everywhere|all around|all over(?: the place)?)$", re.IGNORECASE)


def _parsed(piece: str, context: Context) -> Phrase | None:
    """Read a new subject; "everywhere" behind it is where it is, and no noun."""
    over = ALL_OVER.match(piece)
    phrase = nouns_en.parse(over.group("x") if over else piece, context.lexicon)
    if over is None or phrase is None or phrase.subject.action:
        return phrase
    return replace(phrase, subject=replace(phrase.subject, action=over.group("w")))


def _add_piece(piece: str, context: Context, span: str) -> list[Operation]:
    phrase = _parsed(piece, context)
    if phrase is None:
        return [Operation("note", value=piece, span=span)]
    phrase = _said_out(_placed(phrase, piece, context), context)
    s, lexicon = phrase.subject, context.lexicon
    living = [x for x in context.scene.subjects if _lives(x, context) or FIGURE.search(x.noun)]
    plain = not s.action and not phrase.relation and not s.place
    single = [x for x in living if x.count == 1]
    living = single if len(single) == 1 else living
    if plain and words_en.is_wearable(s.noun, s.concept, lexicon) and len(living) == 1:
        return [Operation("wear", id_words(living[0]), value=piece, span=span)]
    if re.match(r"^(?:another|one more|two more|three more|\w+ more)\b", piece, re.IGNORECASE) and plain:
        return [Operation("more", s.noun, value=str(max(1, s.count)), phrase=phrase, span=span)]
    frame = [Operation("frame", attribute=name, value=value, span=span) for name, value in phrase.frame]
    more = [Operation("add", phrase=Phrase(extra), span=span) for extra in phrase.more]
    return [Operation("add", phrase=phrase, span=span), *more, *frame]
