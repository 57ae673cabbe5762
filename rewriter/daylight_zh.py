"""What the night alone shows, and is over by day: 看星星, 月亮 and 银河 once it is 白天."""

import re
from dataclasses import replace

from rewriter import placing
from rewriter.editing import Editing

NIGHT = re.compile(r"星星|星空|繁星|群星|星光|月亮|月光|银河|流星|弯月|圆月|明月|萤火虫")
DAY = re.compile(r"白天|中午|正午|上午|下午|午后|日间")


def end_night(e: Editing, time: str, span: str) -> None:
    """Take stars and moon out of the scene where ``time`` is the middle of the day; told as removed."""
    if not DAY.search(e.lexicon.said("time", time, "zh") or time):
        return
    for subject in e.scene.subjects:
        if NIGHT.fullmatch(subject.noun):
            e.scene = placing.drop(e.scene, subject.id)
            e.record("remove", subject.id, "", subject.noun, subject.noun, span)
            continue
        parts = [part for part in subject.action.split("，") if part]
        kept = [part for part in parts if not NIGHT.search(part)]
        if kept != parts:
            gone = "，".join(part for part in parts if part not in kept)
            e.put(replace(subject, action="，".join(kept)))
            e.record("remove", subject.id, "action", gone, gone, span)
    for note in [note for note in e.scene.notes if NIGHT.search(note)]:
        e.scene = replace(e.scene, notes=tuple(n for n in e.scene.notes if n != note))
        e.record("remove", "", "notes", note, note, span)
