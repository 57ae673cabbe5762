"""English nouns and what belongs under them: a corgi is a dog, a convertible a car, a rose a flower."""

from collections.abc import Mapping
from types import MappingProxyType

from dialog.scene import Scene
from rewriter.english import singulars, word_list

NARROWER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(word_list(words))
        for name, words in {
            "dog": """
                corgi poodle pug bulldog beagle husky labrador lab retriever dachshund chihuahua dalmatian
                shepherd collie greyhound terrier boxer rottweiler spaniel malamute akita shiba pomeranian mastiff
                hound puppy pup
            """,
            "cat": "kitten tabby siamese persian ragdoll sphynx calico tomcat kitty",
            "bird": """
                robin sparrow raven crow pigeon dove magpie blackbird swallow seagull gull pelican heron stork crane
                canary ostrich hummingbird woodpecker kingfisher budgie parrot cockatoo toucan hawk falcon eagle owl
                penguin
                flamingo peacock duck goose swan hen rooster chicken chick
            """,
            "horse": "pony stallion mare foal mustang",
            "car": """
                convertible sedan suv taxi cab jeep limousine limo hatchback racecar roadster coupe minivan porsche
                ferrari lamborghini cadillac beetle
            """,
            "boat": "ship sailboat canoe kayak ferry yacht rowboat raft gondola dinghy",
            "ship": "ferry galleon steamer liner freighter",
            "plane": "jet airliner biplane",
            "bike": "bicycle motorbike motorcycle",
            "flower": """
                rose tulip daisy sunflower lily orchid lotus poppy peony carnation dandelion dahlia violet lavender
            """,
            "tree": "oak palm pine willow birch maple fir spruce bonsai cedar",
            "fish": "goldfish koi salmon clownfish trout tuna carp",
            "dinosaur": "t-rex triceratops stegosaurus brontosaurus velociraptor pterodactyl diplodocus",
            "house": "cottage cabin hut villa mansion bungalow",
            "building": "skyscraper tower house cottage castle palace temple",
            "monkey": "chimpanzee chimp gorilla orangutan baboon",
            "vehicle": "car truck bus van taxi jeep bicycle motorcycle tractor train",
            "fruit": "apple banana orange pear peach grape strawberry watermelon lemon cherry pineapple mango",
            "drink": "tea coffee juice lemonade milk cocktail beer wine milkshake smoothie",
            "kid": "boy girl child toddler",
            "child": "boy girl kid toddler",
        }.items()
    }
)


def is_narrower(noun: str, wider: str) -> bool:
    """Return whether a ``noun`` ("golden retriever", "roses") is one of those called ``wider`` ("dog", "flowers")."""
    if not noun or not wider:
        return False
    head, name = noun.lower().split()[-1], wider.lower().split()[-1]
    named = NARROWER.get(name) or next((NARROWER[one] for one in singulars(name) if one in NARROWER), frozenset())
    return head in named or any(one in named for one in singulars(head))


def wider_of(noun: str, scene: Scene) -> str:
    """Return the id of the only subject that was called by a wider word: "bird" of "robin"; "" if none."""
    found = [subject.id for subject in scene.subjects if is_narrower(noun, subject.noun)]
    return found[0] if len(found) == 1 else ""
