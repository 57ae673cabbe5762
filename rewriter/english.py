"""English word forms: articles, numbers, singular and plural. Tables and pure functions, no state."""

import re


def word_list(text: str) -> tuple[str, ...]:
    """Return the words of a table written as running text."""
    return tuple(text.split())


AFTER = re.compile(r"(.+?)( (?:of|in|with|without|behind|on) .+)$")
DOING = re.compile(
    r"(.*\b(?:person|people|man|woman|couple|monkey|face|plane|airplane))( \w+ing\b.*)$"
    r"|(.+?)( [a-z]{2,}ing (?:an?|the|his|her|its|their|some|in|on|at|with|for|to|by|over|under|up|down)\b.*)$"
)
"""A noun's head and what stands after it: "bowl of ramen", "woman in a hat", "kid building a snowman"."""
MEN = ("fireman", "policeman", "businessman", "repairman", "guardsman", "merman", "spaceman", "sportsman")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

IRREGULAR = {
    "mouse": "mice",
    "man": "men",
    "woman": "women",
    "old man": "old men",
    "old woman": "old women",
    "fisherman": "fishermen",
    "snowman": "snowmen",
    "child": "children",
    "person": "people",
    "goose": "geese",
    "foot": "feet",
    "tooth": "teeth",
    "wolf": "wolves",
    "leaf": "leaves",
    "knife": "knives",
    "loaf": "loaves",
    "shelf": "shelves",
    "scarf": "scarves",
    "tomato": "tomatoes",
    "potato": "potatoes",
    "hero": "heroes",
    "santa claus": "santa clauses",
}
UNCHANGED = frozenset(
    word_list("""
    chopsticks gloves socks briefs goggles fireworks sparkles scales tools lungs lips biceps footprints maracas
    lovers wrestlers tracks pins beads frames masks fingers hands nails drops droplets hearts weights arms girls dolls
    skis shoes swords points crossbones mugs rhinoceros people
    sheep fish deer shrimp salmon aircraft sushi broccoli popcorn rice milk corn wheat bamboo lightning
    jiaozi ramen glasses sunglasses headphones earphones eyeglasses spectacles shades grapes fries chips
    noodles scissors pants trousers jeans shorts clothes
    """)
)
UNCOUNTED = frozenset(
    word_list("""
    chopsticks gloves socks briefs goggles fireworks sparkles scales tools lungs lips biceps footprints maracas
    lovers wrestlers tracks pins beads frames masks fingers hands nails drops droplets hearts dolls shoes swords
    bacon butter cheese salt honey ginger garlic curry pasta spaghetti salad stew paella tempura oden falafel
    champagne wine beer whiskey whisky sake soda cola juice coral cash glitter confetti thread yarn parchment
    dust mud ash pollen sunshine frost dew
    wasabi salmon tuna soy seaweed parsley basil mint jam syrup cinnamon sugar lemonade
    money mahjong badminton hockey lacrosse tennis bowling luggage cutlery
    steam rice milk popcorn bread fire lightning bamboo wheat corn chocolate broccoli coffee tea hair fur snow
    water grass smoke yarn rain fog moonlight sunlight sand ramen sushi food fruit armor armour clothing
    jewelry mist lava foam music glasses sunglasses headphones earphones eyeglasses spectacles shades grapes
    fries noodles scissors pants trousers jeans shorts clothes
    """)
)
SINGULAR = {plural: single for single, plural in IRREGULAR.items()}
VOWEL_SOUND = ("a", "e", "i", "o", "u", "hour", "honest", "8", "11", "18")
CONSONANT_SOUND = ("uni", "use", "usu", "eu", "one", "once", "ufo", "uk")
ES_ENDINGS = ("s", "x", "z", "ch", "sh")


def article(phrase: str) -> str:
    """Return "a" or "an", whichever ``phrase`` sounds right with."""
    word = phrase.lower()
    return "an" if word.startswith(VOWEL_SOUND) and not word.startswith(CONSONANT_SOUND) else "a"


def number(count: int) -> str:
    """Return ``count`` in words up to twelve, else in digits."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def plural(noun: str) -> str:
    """Return the plural of ``noun``; of "bowl of ramen" it is the head that changes."""
    after = AFTER.match(noun) or DOING.match(noun)
    if after:
        head, rest = (part for part in after.groups() if part is not None)
        return plural(head) + rest
    stem, _, last = noun.rpartition(" ")
    prefix = f"{stem} " if stem else ""
    low = last.lower()
    if low in UNCHANGED or low in SINGULAR:
        return noun
    if low.endswith(MEN):
        return prefix + last[:-2] + "en"
    if low in IRREGULAR:
        return prefix + IRREGULAR[low]
    if low.endswith("y") and low[-2:-1] not in tuple("aeiou"):
        return prefix + last[:-1] + "ies"
    return prefix + last + ("es" if low.endswith(ES_ENDINGS) else "s")


def singulars(noun: str) -> tuple[str, ...]:
    """Return what ``noun`` may be the plural of, likeliest first; empty when it does not look like a plural."""
    head, of, rest = noun.partition(" of ")
    if of:
        return tuple(single + of + rest for single in singulars(head))
    stem, _, last = noun.rpartition(" ")
    prefix = f"{stem} " if stem else ""
    low = last.lower()
    if low in SINGULAR:
        return (prefix + SINGULAR[low],)
    if low in UNCHANGED or len(low) < 4 or not low.endswith("s") or low.endswith(("ss", "us", "is")):
        return ()
    if low.endswith("ies"):
        return (prefix + last[:-3] + "y", prefix + last[:-1])
    if low.endswith("es") and low[:-2].endswith((*ES_ENDINGS, "o")):
        return (prefix + last[:-2], prefix + last[:-1])
    return (prefix + last[:-1],)


def counted(phrase: str, noun: str, count: int) -> str:
    """Return ``phrase``, which ends in the singular ``noun``, with its number or article: "a cat", "two red cats"."""
    if count == 1:
        after = AFTER.match(noun) or DOING.match(noun)
        bare = not after and noun.lower().rpartition(" ")[2] in UNCOUNTED
        return phrase if bare or noun[:1].isupper() else f"{article(phrase)} {phrase}"
    many = phrase if count == 0 and noun.lower() in UNCOUNTED else phrase[: len(phrase) - len(noun)] + plural(noun)
    return f"{number(count)} {many}" if count > 1 else many


DOUBLED = frozenset(
    word_list(
        "sit run swim dig hug hop skip jog nod wag hit cut get put chop clap drag grab pat rub spin stop tap win set"
        " drop swap trip wrap flip slip step grin hum tug beg strum strut stir whip nap tip"
        " sip dip zip trot knit spit plan shrug pet swat scrub slam"
    )
)


def gerund(verb: str) -> str:
    """Return the -ing form of ``verb``: sit, lie, ride and play give sitting, lying, riding and playing."""
    if verb.endswith("ing") and (len(verb) > 5 or verb in ("doing", "going", "being", "lying", "dying", "tying")):
        return verb
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    return verb + "ing"
