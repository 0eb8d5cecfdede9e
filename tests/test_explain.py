"""`explain` shows why: the words seen, the frames on the table, the candidates with scores, and what decided."""

from __future__ import annotations

import json
from functools import cache

import pytest

from etl.commands.evidence_words import name_evidence
from etl.knowledge import load_knowledge
from etl.link.watch import watch_links
from etl.pipeline import run_stages
from tests.command_line import run
from tests.test_line import read

SENTENCE = "全年收到行政复议申请120件，受理110件，其中维持60件，新建司法所3个；纠错率由上年的9%降至7%。"
PLACE = ("--region", "云县", "--year", "2024")
KNOWLEDGE = load_knowledge()


@cache
def explained(*options: str) -> str:
    """What the command says of the sentence."""
    done = run("explain", SENTENCE, *PLACE, *options)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_a_number_is_explained_by_words_frames_candidates_and_decision() -> None:
    page = explained()
    block = page[page.index("110件 →") : page.index("60件 →")]
    assert "reconsideration_accepted" in block
    assert "受理〔线索" in block
    assert "在谈" in block and "行政复议" in block
    assert "✓" in block and "“受理”是线索，对象承接上文" in block
    assert "可信度" in block


def test_what_no_indicator_fits_is_said() -> None:
    page = explained()
    assert "没有合适的指标" in page[page.index("3个 →") :]


def test_a_piped_page_is_plain() -> None:
    assert "\x1b[" not in explained()


def test_colour_on_a_terminal() -> None:
    done = run("explain", SENTENCE, *PLACE, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[" in done.stdout.decode()


def test_json_holds_every_number_with_its_rows_and_candidates() -> None:
    told = json.loads(explained("--json"))
    assert (told["region"], told["year"]) == ("云县", 2024)
    assert [number["text"] for number in told["numbers"]] == ["120件", "110件", "60件", "3个", "9%", "7%"]
    first = told["numbers"][0]
    choices = first["seen"]["choices"]
    assert choices[0]["indicator"] == first["rows"][0]["indicator"] == "reconsideration_applications"
    assert [c["score"] for c in choices] == sorted((c["score"] for c in choices), reverse=True)
    assert told["numbers"][-1]["relation"] == "to"
    assert first["rows"][0]["evidence"]


def test_watching_changes_no_decision() -> None:
    document = read(SENTENCE).document
    stages = run_stages(document, KNOWLEDGE)
    found = stages.findings
    views = watch_links(found.layout, found.reading, stages.relations, KNOWLEDGE)
    for link in found.links:
        view = views.get(link.quantity)
        if view is not None and view.choices and link.rule.startswith(("name", "cue")):
            assert link.indicator in {choice.indicator for choice in view.choices}
    assert run_stages(document, KNOWLEDGE).findings.links == found.links


@pytest.mark.parametrize("name", sorted({*KNOWLEDGE.confidence.linked.weights, *KNOWLEDGE.confidence.unlinked.weights}))
def test_every_piece_of_evidence_has_a_name_in_chinese(name: str) -> None:
    shown = name_evidence(name)
    assert shown != name and not any(char.isascii() and char.isalpha() for char in shown), shown
