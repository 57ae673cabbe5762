"""English nouns of people and animals, with what pronoun they take: data for telling whom "he", "she" and "it" mean."""

from rewriter.english import singulars, word_list

MALE = frozenset(
    word_list("""
    man boy guy dude gentleman lad king prince duke lord monk priest father dad daddy papa grandpa grandfather son
    brother uncle nephew husband groom bridegroom waiter actor wizard sorcerer merman fisherman policeman fireman
    postman mailman businessman cowboy salesman snowman santa rooster bull stallion ram grandad schoolboy milkman
    headmaster host landlord bachelor widower superman batman spiderman
    """)
)
FEMALE = frozenset(
    word_list("""
    woman girl lady gal queen princess duchess nun mother mom mum mummy mama grandma grandmother granny daughter
    sister aunt niece wife bride waitress actress witch sorceress mermaid policewoman fisherwoman businesswoman
    cowgirl ballerina goddess fairy hostess landlady hen mare cow ewe schoolgirl lioness tigress geisha maid
    bridesmaid
    """)
)
PEOPLE = frozenset(
    word_list("""
    person people child kid baby toddler teenager teen adult couple family crowd friend neighbour neighbor stranger
    guest customer visitor tourist traveller traveler passenger driver pilot sailor captain soldier knight warrior
    samurai ninja pirate detective spy thief cook chef baker barista bartender farmer gardener shepherd hunter
    fisher doctor nurse dentist surgeon scientist professor teacher student pupil librarian writer poet painter
    artist musician guitarist pianist violinist drummer singer dancer skater surfer skier swimmer runner cyclist
    biker rider boxer wrestler athlete player goalkeeper coach clown magician juggler acrobat astronaut cosmonaut
    diver climber hiker explorer archaeologist engineer mechanic plumber carpenter blacksmith tailor builder worker
    miner welder firefighter paramedic officer guard policeman keeper vendor seller shopkeeper merchant cashier
    clerk banker lawyer judge president emperor empress monarch servant butler waiter old elder pensioner gentleman
    robot android cyborg alien ghost zombie vampire skeleton mummy elf dwarf gnome giant goblin orc troll angel
    demon devil hero superhero villain figure silhouette model photographer cameraman dj rapper conductor monk
    hermit beggar gambler boss secretary barber hairdresser grandparent parent twin lover bachelor
    """)
)
ANIMALS = frozenset(
    word_list("""
    animal pet beast creature badger raccoon otter beaver weasel ferret stoat mole hamster gerbil squirrel hedgehog
    porcupine skunk sloth anteater armadillo wombat platypus lemur gorilla chimp chimpanzee orangutan ape baboon
    leopard cheetah jaguar panther lynx cougar puma hyena jackal coyote moose elk reindeer caribou antelope gazelle
    buffalo bison ox yak donkey mule goat lamb calf foal puppy kitten cub piglet bunny hare bulldog pug corgi poodle
    terrier beagle dachshund husky labrador retriever shepherd dalmatian chihuahua greyhound spaniel collie hound
    mutt tabby siamese persian seal walrus narwhal orca manatee sparrow pigeon dove crow raven magpie robin
    blackbird swallow seagull gull pelican heron stork crane ostrich emu kiwi hummingbird woodpecker kingfisher
    canary budgie cockatoo toucan hawk falcon vulture condor goose turkey quail pheasant hen rooster cock chick
    duckling gosling lizard gecko iguana chameleon newt salamander toad tadpole tortoise alligator cobra viper
    python salmon trout carp goldfish koi clownfish eel stingray ray seahorse starfish squid lobster prawn clam
    oyster mussel moth dragonfly firefly beetle cricket grasshopper mantis wasp hornet bumblebee mosquito fly worm
    slug scorpion centipede bat rat rooster phoenix griffin pegasus kraken monster wyvern yeti bigfoot
    """)
)
BIRDS = frozenset(
    word_list("""
    bird sparrow pigeon dove crow raven magpie robin blackbird swallow seagull gull pelican heron stork crane ostrich
    emu kiwi hummingbird woodpecker kingfisher canary budgie cockatoo toucan hawk falcon vulture condor goose turkey
    quail pheasant hen rooster chicken duck swan parrot owl eagle peacock penguin flamingo finch puffin
    """)
)
THEIRS = {"him": MALE, "he": MALE, "his": MALE, "her": FEMALE, "she": FEMALE, "hers": FEMALE}
ROLE_ENDS = ("man", "woman", "boy", "girl", "lady", "ist", "keeper", "maker", "rider", "player", "worker")


def _head(noun: str) -> str:
    last = noun.split(" of ")[0].lower().split()[-1] if noun.strip() else ""
    return next((form for form in singulars(last) if form in MALE | FEMALE | PEOPLE | ANIMALS), last)


def is_person(noun: str) -> bool:
    """Tell whether an English noun names a human being, or one who is spoken of like one."""
    head = _head(noun)
    return head in PEOPLE or head in MALE or head in FEMALE or (len(head) > 5 and head.endswith(ROLE_ENDS))


def is_animal(noun: str) -> bool:
    """Tell whether an English noun names an animal."""
    return _head(noun) in ANIMALS


def is_bird(noun: str) -> bool:
    """Tell whether an English noun names a bird."""
    last = noun.lower().split()[-1] if noun.strip() else ""
    return last in BIRDS or any(form in BIRDS for form in singulars(last))


def gender(noun: str) -> str:
    """Return "male" or "female" where the noun tells, else ""."""
    head = _head(noun)
    if head in MALE or head.endswith(("boy",)) or (head.endswith("man") and not head.endswith("woman")):
        return "male"
    return "female" if head in FEMALE or head.endswith(("woman", "girl", "lady", "ess")) else ""


def fits(pronoun: str, noun: str, said: tuple[str, ...] = ()) -> int:
    """Return how well ``pronoun`` fits a noun, described in the words ``said``: 0 best, 4 worst."""
    low, told = pronoun.lower(), gender(noun)
    words = " ".join(said).lower().split()
    told = "female" if {"woman", "female", "lady"} & set(words) else "male" if {"male"} & set(words) else told
    if low in THEIRS:
        wanted = "male" if THEIRS[low] is MALE else "female"
        if told == wanted:
            return 0
        if told:
            return 4
        return 1 if is_person(noun) else 2 if is_animal(noun) else 3
    if low in ("it", "its"):
        return (
            2
            if is_person(noun) and told
            else 1
            if is_person(noun) and _head(noun) not in ("robot", "alien", "ghost")
            else 0
        )
    return 0
