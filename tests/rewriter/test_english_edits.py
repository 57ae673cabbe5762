"""Edits as people say them in English: what is meant is done, all else stays."""

import pytest

EDITS = [
    # what only an action named becomes a subject when it is edited
    (
        ("a wizard standing next to a sleeping ogre", "make the ogre moss green with wooden horns"),
        "a wizard standing next to the ogre, a moss green sleeping ogre with wooden horns",
    ),
    (("a wizard standing next to a sleeping ogre", "wake the ogre up"), "awake ogre"),
    # one of several
    (("three owls on a branch", "the second one should be a crow"), "two owls"),
    (("two stools", "the left one in olive green leather"), "olive green leather stool on the left"),
    (("two stools", "the left one in olive green leather"), "stool on the right"),
    (("a ship, eight round lamps", "three of the lamps are broken"), "three round broken lamps"),
    (("a ship, eight round lamps", "three of the lamps are broken"), "five round lamps"),
    (("two ducks, one brown and one white", "the white one should be a goose"), "goose"),
    # numbers of things
    (("four pears", "one pear less"), "three pears"),
    (("four pears", "half of them"), "two pears"),
    (("four pears", "two more of those"), "six pears"),
    (("four pears", "three of them roll away"), "four pears"),
    (("six swans on a lake", "two of them fly away"), "four swans"),
    # likeness
    (("a nurse wearing a blue apron and a goat", "the same apron for the goat"), "a goat wearing a blue apron"),
    (
        ("a nurse wearing a blue apron and a goat", "the goat gets the same apron as the nurse"),
        "goat wearing a blue apron",
    ),
    (("a purple kite", "add a boy wearing a cap the same colour as the kite"), "purple cap"),
    (("a nurse wearing a blue cap and a pilot wearing a red cap", "let them swap caps"), "a nurse wearing a red cap"),
    (
        ("a nurse wearing a blue cap and a goat wearing a red cap", "hers should be yellow"),
        "a nurse wearing a yellow cap",
    ),
    # words that stand on something
    (("a van", 'add a sign on the side that says "FISH, CHIPS & CO."'), 'a sign that reads "FISH, CHIPS & CO."'),
    (('a shop with a sign reading "OPEN"', 'change the sign to "CLOSED. SORRY!"'), 'reads "CLOSED. SORRY!"'),
    (("a wedding cake on a table", 'write "TIM, 40" on it in cream'), 'cake that reads "TIM, 40" in cream'),
    # indirect and clipped wishes
    (("a robot wearing a tie", "hmm I'd rather the tie were lime green"), "lime green tie"),
    (("a knight and a dragon", "what if the knight rode it?"), "a knight riding the dragon"),
    (("a barn", "little bit bigger the barn"), "a big barn"),
    (("a tram in the rain", "could the rain stop?"), "a tram"),
    (("a tram", "instead of the tram a bus"), "a bus"),
    (("a tram", "what about making it rusty instead of shiny"), "a rusty tram"),
    # corrections in one breath
    (("a park", "um two joggers no wait four joggers"), "four joggers"),
    (("a boy and a dog", "give him a hat... the dog I mean, not the boy"), "a dog wearing a hat"),
    # states and moods
    (("a candle on a shelf", "blow it out"), "a candle blown out"),
    (("a small cafe", "could it be moodier, with candlelight, and shot on 50mm"), "moodier, candlelight"),
    (("a lamp in a hall", "turn the lamp on"), "lamp turned on"),
    # giving, taking off, leaving
    (("a diver", "with a trident, silver goggles"), "a diver with a trident wearing silver goggles"),
    (("a queen wearing a crown", "she takes the crown off, long red braid"), "a queen with a long red braid"),
    (("a boy and a nun", "the nun goes home"), "a boy"),
    (("a chef behind the counter", "remove the chef, add a mouse"), "the counter"),
    (("two monks drinking tea", "give one of them a straw hat"), "a monk wearing a straw hat drinking tea"),
    (("a smith", "she needs a scar, a long red one"), "a smith with a long red scar"),
    (("a pony and a cow wearing a bell", "now they're both sleeping"), "a cow wearing a bell sleeping"),
    (("a shed with a ladder", "make the ladder taller and paint it red"), "a shed with a taller red ladder"),
    (
        ("an otter", "the otter should be awake and playing with a ball of string"),
        "an awake otter playing with a ball of string",
    ),
    # facts of the picture
    (("a canal", "can we have it foggy"), "in the fog"),
    (("a canal", "zoom out a bit"), "wide shot"),
    (("a canal", "make it a linocut"), "linocut"),
    (("a canal", "golden hour, low angle, anamorphic"), "golden hour, low angle, anamorphic"),
    (("a canal", "let's see it in the fog in Bruges"), "Bruges"),
]


@pytest.mark.parametrize(("words", "part"), EDITS)
def test_what_is_wished_is_in_the_prompt(talk, words, part):
    assert part in talk(*words)[-1].prompt


GONE = [
    (("a wizard standing next to a sleeping ogre", "wake the ogre up"), "sleeping"),
    (("a tram in the rain", "could the rain stop?"), "rain"),
    (("a queen wearing a crown", "she takes the crown off, long red braid"), "crown"),
    (("a boy and a nun", "the nun goes home"), "nun"),
    (('a shop with a sign reading "OPEN"', 'change the sign to "CLOSED. SORRY!"'), '"OPEN"'),
    (("a robot wearing a red tie", "I'd rather the tie were green"), "red"),
    (("a cat watching a bird", "make it fat and asleep instead of watching"), "watching"),
    (("four pears", "they don't need to be four, one pear less"), "four"),
    (("a woman holding an umbrella", "she doesn't need the umbrella"), "umbrella"),
    (("a girl, calm sea", "make the sea rougher"), "calm"),
]


@pytest.mark.parametrize(("words", "part"), GONE)
def test_what_is_over_is_not_said_any_more(talk, words, part):
    assert part not in talk(*words)[-1].prompt


BACK = [
    (("a blue tent", "make the tent green", "the blue was better"), "a blue tent"),
    (
        ("a fox reading a book", "swap the fox for an otter", "the fox was nicer, bring him back"),
        "a fox reading a book",
    ),
    (
        ("a girl with a kite and a boy", "remove the girl", "bring her back but with a red hat"),
        "a boy, a girl with a kite wearing a red hat",
    ),
    (("a dog", "make it snow", "make it night", "go back to how it was before the snow"), "a dog"),
    (("a dog", "make it snow", "picture 1 was the best one, go back there"), "a dog"),
    (
        ("a tower", "add a raven", "make the tower red", "what about the first picture, but with the raven"),
        "a tower, a raven",
    ),
]


@pytest.mark.parametrize(("words", "prompt"), BACK)
def test_one_thing_of_before_comes_back(talk, words, prompt):
    assert talk(*words)[-1].prompt == prompt


def test_a_question_before_a_wish_is_no_question(talk):
    last = talk("a boat on a lake", "who is in it? add a girl next to the boat")[-1]
    assert last.intent == "edit"
    assert "a girl" in last.prompt


def test_the_subject_of_another_picture_stands_where_the_words_say(talk):
    prompt = talk(
        "a hen wearing a bonnet in a kitchen",
        "New one: a fence in a field",
        "put the hen of picture 1 behind the fence",
    )[-1].prompt
    assert "a hen wearing a bonnet" in prompt
    assert "behind the fence" in prompt
    assert "kitchen" not in prompt


def test_ids_that_stood_for_nouns_while_a_turn_was_read_are_nowhere(talk):
    for draft in talk(
        "two monks", "put a bird on the left one's shoulder", "the second one sits on the first one's mat"
    ):
        assert "#s" not in f"{draft.prompt} {draft.reply} {draft.changes} {draft.scene}"
