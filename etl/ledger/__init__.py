"""The review ledger: what people decided about rows and findings, kept for good and applied on every build.

    Ledger(store.folder).record(entry) > entries > apply_ledger(tables, entries) > observations, corrections

An entry is never changed or deleted; an undo is an entry of its own.
"""

from etl.ledger.apply import apply_ledger
from etl.ledger.entry import BOUNDS, FIELDS, MEASURES, Action, Anchor, Change, Entry, check_entry
from etl.ledger.files import Ledger
from etl.ledger.rows import field_text

__all__ = [
    "BOUNDS", "FIELDS", "MEASURES", "Action", "Anchor", "Change", "Entry", "Ledger", "apply_ledger", "check_entry",
    "field_text",
]  # fmt: skip
