"""The nouns of the ledger, all frozen: an entry is one decision of one person, and is never changed or deleted.

An entry names the characters it was made on, so that it can be told later whether they are still there. Values are
kept as text, as a person would write them; `etl.ledger.rows` gives them their types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from etl.errors import LedgerError

Action = Literal["accept", "correct", "reject", "add", "dismiss", "revoke"]
FIELDS = ("value", "value_high", "unit", "bound", "indicator", "breakdown", "measure", "region", "year")
"""What a person can correct; `region` is a path such as 云南省/临沧市/云县."""
NUMBERS = frozenset({"value", "value_high"})
BOUNDS = ("=", ">=", "<=", "~")
MEASURES = ("level", "change", "share", "rank")
_JUDGES_ROW = frozenset({"accept", "correct", "reject"})
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """The text that a decision was made on: the report, the number's characters, and the sentence around them."""

    document_id: str
    source: str
    start: int
    end: int
    text: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field, as it stood when the decision was made and as it is to be; an empty text is no value."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision: who, when (UTC), why, on which text, about which row, finding or earlier entry.

    `reading` is the row as it stood, by field: what an accepting person saw. `entry_id` sorts by time and is empty
    until the entry is recorded.
    """

    action: Action
    who: str
    why: str = ""
    anchor: Anchor | None = None
    observation_id: str = ""
    flag_id: str = ""
    revokes: str = ""
    changes: tuple[Change, ...] = ()
    reading: tuple[tuple[str, str], ...] = ()
    entry_id: str = ""
    when: str = ""

    def change_of(self, field: str) -> Change | None:
        """The change of one field, if the entry has one."""
        return next((change for change in self.changes if change.field == field), None)


def check_entry(entry: Entry) -> None:
    """Refuses an entry that could not be applied.

    Raises:
        LedgerError: says what is missing or cannot be, and what to write instead.
    """
    if entry.action not in get_args(Action):
        raise LedgerError(f"没有 {entry.action!r} 这种处理；请用 {'、'.join(get_args(Action))} 之一")
    if not entry.who.strip():
        raise LedgerError("没有写明审核人；请填写姓名")
    if entry.action == "revoke" and not entry.revokes:
        raise LedgerError("没有写明撤销哪一条；请给出它的 entry_id")
    if entry.action == "dismiss" and not (entry.flag_id and entry.why.strip()):
        raise LedgerError("忽略一处发现要写明它的编号和理由；请补上")
    if entry.action in _JUDGES_ROW and not (entry.observation_id and entry.anchor):
        raise LedgerError(f"{entry.action} 要有所针对的数字和它的原文；请补上")
    if entry.action == "add" and not (entry.anchor and entry.change_of("value")):
        raise LedgerError("补录的数字要有原文和数值；请补上")
    if entry.action == "correct" and not entry.changes:
        raise LedgerError("没有改动任何字段；不改请选“确认”")
    for change in entry.changes:
        _check_change(change)


def _check_change(change: Change) -> None:
    name, new = change.field, change.new
    if name not in FIELDS:
        raise LedgerError(f"字段 {name!r} 不能更正；请改用 {'、'.join(FIELDS)} 之一")
    if len(new) > _LONGEST:
        raise LedgerError(f"{name} 有 {len(new)} 个字；请不超过 {_LONGEST} 个")
    if name in NUMBERS and (new or name == "value"):
        _check_number(name, new)
    if name == "bound" and new not in BOUNDS:
        raise LedgerError(f"界限 {new!r} 无法使用；请用 {' '.join(BOUNDS)} 之一")
    if name == "measure" and new not in MEASURES:
        raise LedgerError(f"度量 {new!r} 无法使用；请用 {'、'.join(MEASURES)} 之一")
    if name == "year" and new and not (new.isascii() and new.isdigit() and 1900 <= int(new) <= 2200):
        raise LedgerError(f"{new!r} 不是年份；请写四位数字，如 2023")


def _check_number(name: str, text: str) -> None:
    try:
        value = float(text)
    except ValueError as fault:
        raise LedgerError(f"{name} {text!r} 不是数字；请按基本单位写数字，如 15300") from fault
    if not abs(value) < 1e18:
        raise LedgerError(f"{name} {text!r} 超出范围；请按基本单位写数字，如 15300")


def to_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON keeps it, without what is empty."""
    content = {name: value for name, value in asdict(entry).items() if value not in ("", (), None)}
    content["reading"] = dict(entry.reading)
    return content


def from_json(content: Mapping[str, Any]) -> Entry:
    """The entry of `to_json`.

    Raises:
        LedgerError: the content is none.
    """
    try:
        anchor = Anchor(**content["anchor"]) if content.get("anchor") else None
        changes = tuple(Change(**{key: str(value) for key, value in one.items()}) for one in content.get("changes", ()))
        reading = tuple((str(name), str(value)) for name, value in content.get("reading", {}).items())
        plain = {key: str(value) for key, value in content.items() if key not in ("anchor", "changes", "reading")}
        entry = Entry(**plain, anchor=anchor, changes=changes, reading=reading)  # type: ignore[arg-type]
    except (TypeError, AttributeError, KeyError) as fault:
        raise LedgerError(f"这不是审核记录（{fault}）；请删去或放回原来的文件") from fault
    check_entry(entry)
    return entry
