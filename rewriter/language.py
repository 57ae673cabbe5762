"""Which language a turn is in, and which the scene is kept in."""

import re
from dataclasses import replace

from dialog.scene import Scene
from rewriter.chinese import has_cjk
from rewriter.lexicon import Lexicon


def reply_language(words: str, default: str) -> str:
    """Return the language to answer in: Chinese as soon as there is a Chinese character, else English."""
    if has_cjk(words):
        return "zh"
    return "en" if re.search(r"[A-Za-z]{2,}", words) else default


def scene_language(scene: Scene, words: str, lexicon: Lexicon) -> Scene:
    """Return ``scene`` in the language of a turn that is wholly in the other one, if all of it can be said there.

    Words the lexicon does not know stay verbatim, so a scene that holds any keeps its language.
    """
    chinese, latin = has_cjk(words), len(re.findall(r"[A-Za-z]{2,}", words))
    language = "zh" if chinese and not latin else "en" if latin >= 3 and not chinese else scene.language
    if language == scene.language or not _translatable(scene, language, lexicon):
        return scene
    return replace(scene, language=language)


def _translatable(scene: Scene, language: str, lexicon: Lexicon) -> bool:
    free = [*scene.notes, scene.mood, *(relation.kind for relation in scene.relations if " " in relation.kind)]
    for subject in scene.subjects:
        things = (*subject.wears, *subject.holds)
        free += [subject.action, *subject.attributes, *(a for thing in things for a in thing.attributes)]
        free += [thing.noun for thing in things if not thing.concept] + ([] if subject.concept else [subject.noun])
    for name in ("setting", "time", "weather", "style"):
        value = getattr(scene, name)
        free += [value] if value and value not in lexicon.terms[name] else []
    return not any(word and has_cjk(word) != (language == "zh") for word in free)
