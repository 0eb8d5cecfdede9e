"""Entries against the texts and rows of now: which hold, are stale, overridden or undone, and where people differ.

The text under an entry decides: where its characters no longer stand in the report, it is shown as stale and not
applied. Of two that touch one field the later one holds; by two people and with two values it is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from etl.ledger.entry import Entry
from etl.ledger.files import revoked_ids
from etl.ledger.rows import Row, added_id, field_text

State = Literal["applied", "overridden", "stale", "revoked"]
STALE_REASONS = ("document_gone", "text_changed", "row_gone", "row_ambiguous", "reading_changed")
WHOLE = "review"
"""The field that judgements of a whole row are about."""
_KEEPS, _DROPS = "kept", "rejected"


@dataclass(slots=True)
class Verdict:
    """What became of one entry; `overridden` and `conflicts` are fields, `target` the row that it is about."""

    entry: Entry
    state: State = "applied"
    reason: str = ""
    target: str = ""
    overridden: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Decided:
    """All that people decided about one row: fields with their texts, and whether the row is kept."""

    fields: dict[str, tuple[str, Verdict]] = field(default_factory=dict)
    whole: tuple[str, Verdict] | None = None
    added_by: Entry | None = None


class Judge:
    """Goes through the entries in the order of time."""

    def __init__(self, rows: Sequence[Row], texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._by_id = {str(row["observation_id"]): row for row in rows}
        self._by_span: dict[tuple[str, object, object], list[str]] = {}
        for row in rows:
            key = (str(row["document_id"]), row["start"], row["end"])
            self._by_span.setdefault(key, []).append(str(row["observation_id"]))
        self.decided: dict[str, Decided] = {}

    def judge(self, entries: Sequence[Entry]) -> list[Verdict]:
        """A verdict for each entry; what holds is in `decided` by observation id."""
        revoked = revoked_ids(tuple(entries))
        ordered = sorted(entries, key=lambda entry: entry.entry_id)
        return [self._judge_one(entry, entry.entry_id in revoked) for entry in ordered]

    def _judge_one(self, entry: Entry, is_revoked: bool) -> Verdict:
        verdict = Verdict(entry, target=entry.observation_id)
        if is_revoked:
            verdict.state = "revoked"
            return verdict
        if entry.action == "revoke":
            return verdict
        reason = self._text_fault(entry)
        if not reason and entry.action not in ("dismiss", "add"):
            verdict.target, reason = self._find_row(entry)
        if reason:
            verdict.state, verdict.reason = "stale", reason
        elif entry.action != "dismiss":
            self._decide(verdict)
        return verdict

    def _text_fault(self, entry: Entry) -> str:
        """Why the text under an entry is not the one it was made on; empty where it is."""
        anchor = entry.anchor
        if anchor is None:
            return ""
        text = self._texts.get(anchor.document_id)
        if text is None:
            return "document_gone"
        around = text[max(0, anchor.start - len(anchor.sentence)) : anchor.end + len(anchor.sentence)]
        same = text[anchor.start : anchor.end] == anchor.text and anchor.sentence in around
        return "" if same else "text_changed"

    def _find_row(self, entry: Entry) -> tuple[str, str]:
        """The row that an entry is about: its own, else the one now read from the same characters; or why none."""
        found = entry.observation_id
        if found not in self._by_id and found not in self.decided:
            anchor = entry.anchor
            spanned = self._by_span.get((anchor.document_id, anchor.start, anchor.end), []) if anchor else []
            read = dict(entry.reading).get("indicator", "")
            same = [one for one in spanned if field_text(self._by_id[one], "indicator") == read]
            choice = spanned if len(spanned) == 1 else same
            if len(choice) != 1:
                return entry.observation_id, "row_ambiguous" if spanned else "row_gone"
            found = choice[0]
        if entry.action == "accept" and not self._reads_alike(found, entry):
            return found, "reading_changed"
        return found, ""

    def _reads_alike(self, target: str, entry: Entry) -> bool:
        """Whether the row, with what was corrected so far, is what the accepting person saw."""
        decided = self.decided.get(target, Decided())
        given = {c.field: c.new for c in decided.added_by.changes} if decided.added_by else {}
        given |= {name: text for name, (text, _) in decided.fields.items()}
        row = self._by_id.get(target, {})
        return all(given.get(name, field_text(row, name) if row else seen) == seen for name, seen in entry.reading)

    def _decide(self, verdict: Verdict) -> None:
        entry = verdict.entry
        if entry.action == "add":
            verdict.target = added_id(entry)
        decided = self.decided.setdefault(verdict.target, Decided())
        if entry.action == "add":
            decided.added_by = decided.added_by or entry
        for change in entry.changes:
            known = decided.fields.get(change.field)
            if known:
                _settle(change.field, change.new, known, verdict)
            decided.fields[change.field] = (change.new, verdict)
        kept = _DROPS if entry.action == "reject" else _KEEPS
        if decided.whole:
            _settle(WHOLE, kept, decided.whole, verdict)
        decided.whole = (kept, verdict)


def _settle(name: str, new: str, known: tuple[str, Verdict], later: Verdict) -> None:
    """Marks the earlier of two decisions as overridden, and both where two people differ."""
    old, earlier = known
    if old == new:
        return
    earlier.overridden.add(name)
    if earlier.entry.who.strip() != later.entry.who.strip():
        earlier.conflicts.add(name)
        later.conflicts.add(name)
