"""The ledger on disk: one file per entry in a folder beside the snapshots, so that no build and no reviewer loses one.

An entry's file has a name of its own and appears whole or not at all, so several people (and machines that share the
folder) write at once without a lock. Names sort by time; an undo is an entry too. What is damaged is left where it is,
named, and skipped.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.errors import LedgerError, StoreError
from etl.ledger.entry import Entry, check_entry, from_json, to_json

FOLDER = "ledger"
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")  # 20261124T093000123456-1a2b3c4d
_STAMP = "%Y%m%dT%H%M%S%f"


class Ledger:
    """The decisions kept in the folder of a store."""

    def __init__(self, store_folder: Path) -> None:
        self.folder = store_folder / FOLDER
        self._known: dict[str, Entry] = {}
        self._damaged: dict[str, str] = {}

    def record(self, entry: Entry) -> Entry:
        """Adds an entry and returns it with its id and time.

        Raises:
            LedgerError: the entry could not be applied (see `check_entry`), or revokes one that is not there.
            StoreError: the folder cannot be written.
        """
        check_entry(entry)
        if entry.revokes:
            entry = self._aimed(entry)
        moment = self._next_moment()
        name = f"{moment.strftime(_STAMP)}-{uuid.uuid4().hex[:8]}"
        recorded = replace(entry, entry_id=name, when=moment.isoformat(timespec="seconds"))
        try:
            self._write(name, to_json(recorded))
        except OSError as fault:
            raise StoreError(f"{self.folder}：无法写入（{fault.strerror}）；请检查权限和剩余空间") from fault
        return recorded

    def entries(self) -> tuple[Entry, ...]:
        """All entries, the oldest first; files seen before are not read again, for they never change."""
        names = self._names()
        for name in names:
            if name not in self._known:
                self._read(name)
        return tuple(self._known[name] for name in names if name in self._known)

    def damaged(self) -> tuple[tuple[str, str], ...]:
        """The files that are no entries, with the reason; they are skipped."""
        self.entries()
        return tuple(sorted(self._damaged.items()))

    def dismissals(self) -> Mapping[str, Entry]:
        """The dismissed findings by their id, each with the entry that gives who, when and why."""
        entries = self.entries()
        revoked = revoked_ids(entries)
        return {e.flag_id: e for e in entries if e.action == "dismiss" and e.entry_id not in revoked}

    def stamp(self) -> str:
        """Changes whenever an entry is added; empty for an empty ledger. Costs one look into the folder."""
        names = self._names()
        return f"{len(names)}-{names[-1]}" if names else ""

    def _aimed(self, revoke: Entry) -> Entry:
        """A revoke with the text and row of the entry that it undoes, so that it can be found there."""
        target = next((known for known in self.entries() if known.entry_id == revoke.revokes), None)
        if target is None:
            raise LedgerError(f"审核记录里没有 {revoke.revokes!r}；请用 `python -m etl review` 查看全部记录")
        return replace(
            revoke, anchor=target.anchor, observation_id=target.observation_id, flag_id=target.flag_id
        )  # fmt: skip

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.stem for path in self.folder.glob("*.json") if _NAME.fullmatch(path.stem))

    def _next_moment(self) -> datetime:
        """Now, or just after the newest entry where its writer's clock is ahead: a later entry must sort later."""
        now, names = datetime.now(UTC), self._names()
        if not names:
            return now
        newest = datetime.strptime(names[-1].partition("-")[0], _STAMP).replace(tzinfo=UTC)
        return max(now, newest + timedelta(microseconds=1))

    def _write(self, name: str, content: Mapping[str, object]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}.draft"
        with draft.open("w", encoding="utf-8") as handle:
            json.dump(content, handle, ensure_ascii=False, indent=1)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(self.folder / f"{name}.json")

    def _read(self, name: str) -> None:
        try:
            content = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            self._known[name] = replace(from_json(content), entry_id=name)
            self._damaged.pop(name, None)
        except (OSError, ValueError, LedgerError) as fault:
            self._damaged[name] = str(fault)


def revoked_ids(entries: tuple[Entry, ...]) -> frozenset[str]:
    """The entries that are undone; undoing an undo brings the entry back."""
    revoked: set[str] = set()
    for entry in sorted(entries, key=lambda one: one.entry_id, reverse=True):
        if entry.revokes and entry.entry_id not in revoked:
            revoked.add(entry.revokes)
    return frozenset(revoked)
