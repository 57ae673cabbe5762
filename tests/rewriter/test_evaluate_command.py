"""The benchmark as a command: the form of its files, the run on the rewriter's own state, sums, intervals, output."""

import json
import math
import re
from pathlib import Path

import pytest

from dialog import rehearse as rehearse_talk
from dialog.errors import InvalidRecord
from rewriter.evaluate import REWRITERS, Materials, build, parse, rehearse, results, score_dialogue, unique
from rewriter.evaluate.__main__ import main
from rewriter.evaluate.baselines import all_turns, last_turn
from rewriter.evaluate.rewriters import count_roughly
from rewriter.evaluate.tally import Rate, depth_of

DIALOGUES = Path(__file__).parent / "data" / "dialogues.json"
CAT = ["cat", "is", ["cat", "猫"]]
DOG = ["dog", "is", ["dog", "狗"]]
RED = ["cat", "color", ["red", "红色", "红"]]
SMALL = (
    {
        "id": "t-1",
        "lang": "en",
        "held_out": False,
        "turns": [
            {"user": "Draw a cat", "intent": "draw", "kinds": ["entity"], "facts": [CAT]},
            {"user": "make it red", "intent": "edit", "kinds": ["attribute"], "facts": [CAT, RED]},
            {"user": "add a dog", "intent": "edit", "kinds": ["add"], "facts": [CAT, RED, DOG]},
            {"user": "thanks!", "intent": "answer", "kinds": ["chat"], "reply_has": []},
            {
                "user": "remove the dog",
                "intent": "edit",
                "kinds": ["remove"],
                "facts": [CAT, RED],
                "gone": [["dog", "dogs"]],
            },
        ],
    },
    {
        "id": "t-2",
        "lang": "zh",
        "held_out": False,
        "turns": [
            {"user": "画一只猫", "intent": "draw", "kinds": ["entity"], "facts": [CAT]},
            {"user": "变成红色", "intent": "edit", "kinds": ["attribute"], "facts": [CAT, RED]},
            {"user": "回到第一张", "intent": "back", "kinds": ["undo"], "facts": [CAT], "gone": [["cat", ["红"]]]},
            {
                "user": "背景换成海滩",
                "intent": "edit",
                "kinds": ["background"],
                "facts": [CAT, ["scene", "setting", ["海滩"]]],
                "gone": [["红"]],
            },
        ],
    },
    {
        "id": "t-3",
        "lang": "en",
        "held_out": True,
        "turns": [{"user": "a secretive dog", "intent": "draw", "kinds": ["entity"], "facts": [DOG, CAT]}],
    },
)


def lines(*dialogues):
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in dialogues).encode()


@pytest.fixture
def small():
    return unique(parse(lines(*SMALL)))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.jsonl"
    path.write_bytes(lines(*SMALL))
    return path


def test_a_file_is_read_as_written(small):
    assert [(one.id, one.lang, one.held_out, len(one.turns)) for one in small] == [
        ("t-1", "en", False, 5),
        ("t-2", "zh", False, 4),
        ("t-3", "en", True, 1),
    ]
    assert small[1].turns[2].gone == (("红",),)
    assert small[1].turns[3].gone == (("红",),)
    assert small[0].turns[1].facts[1].wordings == ("red", "红色", "红")


def broken(**changes):
    turn = {"user": "a cat", "intent": "draw", "kinds": ["add"], "facts": [CAT]} | changes
    return {"id": "x", "lang": "en", "held_out": False, "turns": [turn]}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (broken(intent="chat"), "intent is 'chat'; allowed: draw, edit, answer, back"),
        (broken(kinds=[]), "not a list of texts"),
        (broken(facts=[["cat", "color", ["red"]]]), "'cat' of [cat, color, …] has no fact"),
        (broken(facts=[CAT, ["cat", "on", "mat"]]), "'mat' of [cat, on, …] has no fact"),
        (broken(facts=[["cat", "is"]]), "is not [subject, relation, value]"),
        (broken(facts=[["cat", "is", [3]]]), "3 is not text"),
        (broken(gone="cat"), "gone"),
        (broken(extra=1), "unknown keys ['extra']"),
        ({**broken(), "lang": "de"}, "lang is 'de'; allowed: zh, en"),
        ({**broken(), "held_out": "no"}, "held_out is 'no'"),
        ({**broken(), "turns": []}, "one turn or more"),
        ([], "is not an object"),
    ],
)
def test_a_fault_is_named_with_its_line(record, message):
    with pytest.raises(InvalidRecord, match=r"^f\.jsonl, line 2: ") as caught:
        parse(b"\n" + lines(record), "f.jsonl")
    assert message in str(caught.value)


def test_all_faults_of_a_file_are_named_at_once():
    with pytest.raises(InvalidRecord) as caught:
        parse(b"{\n" + lines(broken(intent="x"), broken(), broken(kinds=3)), "f")
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["f, line 1", "f, line 2", "f, line 4"]


def test_a_line_ends_at_its_end_alone():
    read = parse(lines(broken(user="a\u2028cat\x85\x0b")) + b"\r\n")
    assert read[0].turns[0].user == "a\u2028cat\x85\x0b"


def test_what_no_reader_can_take_is_a_fault_as_any_other():
    with pytest.raises(InvalidRecord) as caught:
        parse(b"[" * 100_000 + b"\n" + b'{"id": ' + b"1" * 5000 + b"}", "f")
    first, second = str(caught.value).splitlines()
    assert first.startswith("f, line 1: nested too deeply")
    assert second.startswith("f, line 2: not JSON")


def test_facts_must_be_given_where_a_picture_is_left():
    record = broken()
    del record["turns"][0]["facts"]
    with pytest.raises(InvalidRecord, match="facts are missing"):
        parse(lines(record))


def test_ids_are_unique_and_there_is_something_to_score():
    twice = parse(lines(broken(), broken()))
    with pytest.raises(InvalidRecord, match="called x"):
        unique(twice)
    with pytest.raises(InvalidRecord, match="no dialogue"):
        unique(())


def test_it_runs_as_the_dialogue_itself_does(rewriter):
    said = ["画一只猫", "变成红色", "谢谢", "加一只狗", "回到第一张", "戴一顶帽子", "go back to the second", "撤销"]
    ours = list(rehearse(rewriter, said))
    shown, prompts = "", []
    for turn in rehearse_talk(rewriter, said):
        shown = shown if turn.draft.intent == "answer" else turn.draft.prompt
        prompts.append((turn.draft.intent, shown, turn.draft.reply, turn.draft.scene))
    assert [(one.intent, one.prompt, one.reply, one.scene) for one in ours] == prompts
    assert "back" in {one.intent for one in ours}
    assert "answer" in {one.intent for one in ours}


def test_small_dialogues_by_the_rules(rewriter, small):
    for dialogue in small[:2]:
        outcomes = list(rehearse(rewriter, [turn.user for turn in dialogue.turns]))
        scores = score_dialogue(dialogue.turns, outcomes)
        assert all(score.right and score.intent_right for score in scores), [one.prompt for one in outcomes]


def from_patterns(dialogue):
    """A dialogue of plain patterns as one of facts of the whole picture; patterns that are more than words are left."""

    def plain(patterns):
        return [one.split("|") for one in patterns if re.fullmatch(r"[\w |]+", one)]

    turns = []
    for turn in dialogue["turns"]:
        facts = [["scene", "says", words] for words in plain(turn["must"])]
        intent = "answer" if turn["intent"] == "chat" else "edit"
        found = {"user": turn["user"], "intent": intent, "kinds": turn["kinds"], "facts": facts}
        turns.append({**found, "gone": plain(turn["must_not"])})
    return {"id": dialogue["id"], "lang": dialogue["lang"], "held_out": False, "turns": turns}


def test_the_rules_beat_both_baselines_on_the_set_they_were_made_for(rewriter):
    records = [from_patterns(one) for one in json.loads(DIALOGUES.read_text(encoding="utf-8"))]
    measured = results(unique(parse(lines(*records))), [("rules", rewriter)], seed=1, resamples=0)
    ours, last, joined = (one.tally.rates["all"] for one in measured)
    assert ours["right"].total == 90
    assert ours["right"].value > joined["right"].value + 0.1
    assert ours["right"].value > last["right"].value + 0.1
    assert ours["kept"].value > last["kept"].value + 0.2
    assert joined["stale"].value > ours["stale"].value + 0.5


def test_the_baselines_lose_what_they_must(small):
    said = [turn.user for turn in small[0].turns]
    last, joined = (score_dialogue(small[0].turns, made(said)) for made in (last_turn, all_turns))
    assert [score.right for score in last] == [True, False, False, False, False]
    assert [v.kept for v in last[2].verdicts] == [False, False, True]
    assert all(v.kept for score in joined for v in score.verdicts)
    assert joined[4].stale == ("dog",)
    assert not joined[4].right
    assert {score.intent_right for score in (*last, *joined)} == {None}


def test_sums_by_group(rewriter, small):
    ours, last, joined, held, *_ = results(small, [("rules", rewriter)], seed=3, resamples=50)
    assert [one.name for one in (ours, last, joined)] == ["rules", "last turn", "all turns"]
    assert (ours.part, held.part) == ("open dialogues", "held-out dialogues")
    rates = ours.tally.rates
    assert (rates["all"]["right"].hits, rates["all"]["right"].total) == (8, 8)
    assert rates["all"]["answers"].total == 1
    assert rates["English"]["right"].total == 4
    assert rates["turns 1-3"]["right"].total == 6
    assert rates["turns 4-6"]["right"].total == 2
    assert rates["all"]["stale"].total == 3
    assert rates["kind remove"]["right"].total == 1
    assert rates["all"]["kept"].total == 1 + 2 + 3 + 2 + 1 + 2 + 1 + 2
    assert "intent" not in last.tally.rates["all"]
    assert held.tally.rates["all"]["kept"].value == 0.5


def test_intervals_come_from_the_seed_and_hold_the_rate(rewriter, small):
    doubled = [*small[:2]]
    first, again, other = (
        [one.tally.rates["all"]["kept"] for one in results(doubled, [], seed=seed, resamples=200)] for seed in (1, 1, 2)
    )
    assert first == again
    for rate in first:
        assert rate.low <= rate.value <= rate.high
    last = first[0]
    assert (last.low, last.high) == (min(last.low, 4 / 8), max(last.high, 4 / 8))
    assert last.low < last.high
    assert [rate.value for rate in other] == [rate.value for rate in first]
    assert math.isnan(results(doubled, [], seed=1, resamples=0)[0].tally.rates["all"]["kept"].low)


def test_depths_and_empty_rates():
    assert [depth_of(number) for number in (1, 3, 4, 6, 7, 9, 10, 99)] == [
        *["turns 1-3"] * 2,
        *["turns 4-6"] * 2,
        *["turns 7-9"] * 2,
        *["turns 10+"] * 2,
    ]
    assert math.isnan(Rate(0, 0).value)


def test_the_command_prints_tables_and_writes_records(file, tmp_path, capsys):
    out = tmp_path / "out.json"
    assert main([str(file), "--resamples", "20", "--failures", "9", "--json", str(out)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^rules, open dialogues: 2 dialogues, 9 turns, .* ms a turn", said, re.MULTILINE)
    assert "all turns, held-out dialogues: 1 dialogues" in said
    assert "kind undo" in said
    assert re.search(r"^all +8 +100\.0 \[100\.0, 100\.0\]", said, re.MULTILINE)
    written = json.loads(out.read_text(encoding="utf-8"))
    assert (written["version"], written["seed"], len(written["results"])) == (1, 1, 6)
    assert written["results"][0]["rates"]["all"]["right"]["hits"] == 8
    assert [len(one["scores"]) for one in written["results"]] == [9, 9, 9, 0, 0, 0]


def test_held_out_words_are_never_shown(file, tmp_path, capsys):
    out = tmp_path / "out.json"
    main([str(file), "--resamples", "0", "--failures", "99", "--json", str(out)])
    assert "secretive" not in capsys.readouterr().out + out.read_text(encoding="utf-8")


def test_failures_say_what_is_wrong(tmp_path, capsys):
    path = tmp_path / "wrong.jsonl"
    facts = [CAT, ["cat", "color", ["green"]], DOG, ["dog", "color", ["red"]]]
    record = broken(user="draw a red cat and a dog", facts=facts, gone=[["red"]], intent="edit")
    path.write_bytes(lines(record))
    assert main([str(path), "--resamples", "0", "--failures", "1"]) == 0
    said = capsys.readouterr().out
    for line in (
        "x turn 1: draw a red cat",
        "draw, not edit",
        "missing    cat color green",
        "misplaced  dog color red",
    ):
        assert line in said
    assert "stale      red" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{tmp}/none.jsonl"], "cannot be read"),
        (["{file}", "--option", "x"], "--option x has no value"),
        (["{file}", "--option", "x=1"], "no --option x; the rewriters chosen have none"),
        (["{file}", "--rewriter", "model", "--option", "x=1"], "no --option x; allowed are trusted, use"),
        (["{file}", "--rewriter", "model", "--option", "key=sk-secret"], "set HUATU_REWRITER_KEY"),
        (["{file}", "--rewriter", "model"], "write --option use=endpoint:"),
        (["{file}", "--rewriter", "model", "--option", "use=local:{tmp}", "--option", "trusted=no"], "true and false"),
        (["{file}", "--rewriter", "model", "--option", "use=local:{tmp}/none"], "no such folder"),
        (["{file}", "--json", "{tmp}/none/out.json"], "out.json cannot be written"),
        (["{file}", "--json", "{tmp}"], "cannot be written"),
    ],
)
def test_what_the_command_cannot_do_it_says(arguments, message, file, tmp_path, capsys):
    assert main([one.format(tmp=tmp_path, file=file) for one in arguments]) == 2
    assert message in capsys.readouterr().err


def test_where_records_go_is_looked_at_before_anything_is_measured(file, tmp_path, monkeypatch):
    def never(*_):
        raise AssertionError("measured")

    monkeypatch.setattr("rewriter.evaluate.__main__.results", never)
    assert main([str(file), "--json", str(tmp_path / "none" / "out.json")]) == 2
    with pytest.raises(AssertionError, match="measured"):
        main([str(file), "--json", str(tmp_path / "out.json")])
    assert not (tmp_path / "out.json").exists()


def test_rewriters_come_by_name(tmp_path):
    with pytest.raises(InvalidRecord, match=r"no rewriter 'none'; there are .*rules"):
        build("none", Materials(tmp_path, {}))
    assert "rules" in REWRITERS


def test_tokens_are_counted_roughly():
    assert count_roughly("") == 0
    assert count_roughly("a red cat, watercolor style") == 1 + 1 + 1 + 1 + 2 + 1
    assert count_roughly("一只猫，cat") == 5
