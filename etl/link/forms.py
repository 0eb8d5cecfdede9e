"""A row of a table that the whole country fills in -> what its numbers count, by the order of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from etl.knowledge.catalogue import Catalogue
from etl.knowledge.forms import Form, FormColumn, FormRow
from etl.link.breakdowns import LONGEST, Part, clean
from etl.link.context import FRAMELESS
from etl.link.decision import Decision
from etl.link.zones import Zone
from etl.model import Layout, Measure

_SCORE = 6.0
"""A column of a form is as certain as an indicator named outright."""
_ABOVE, _CAPTION = 3, 60
"""Lines over a row in which the heading of a form may stand that was not told from a paragraph, and their length."""


class FormReader:
    """Tells the rows of known forms by the headings, headers and number of columns over them."""

    def __init__(self, layout: Layout, forms: tuple[Form, ...], catalogue: Catalogue) -> None:
        self._layout, self._forms, self._catalogue = layout, forms, catalogue
        self._sizes = {len(row.columns) for form in forms for row in form.rows} | {len(form.columns) for form in forms}

    def decide(self, number: int, zones: Sequence[Zone]) -> tuple[Decision, ...]:
        """One decision for each number of a row of a form, none where the row is of no form."""
        if len(zones) not in self._sizes or not zones:
            return ()
        label = clean(self._layout.text, zones[0].labels[-1]) if zones[0].labels else ""
        above = self._above(number, zones)
        for form in self._forms:
            row = self._row(form, label) if form.above.search(above) else None
            if row is not None and len(row.columns) == len(zones):
                return tuple(self._decision(form, row, column) for column in row.columns)
        return ()

    def _above(self, number: int, zones: Sequence[Zone]) -> str:
        """The headings over a row and the headers of its columns, without white space."""
        spans = [span for zone in zones for span in zone.headers]
        before = self._layout.blocks[max(number - _ABOVE, 0) : number]
        captions = [b for b in before if b.kind == "paragraph" and b.end - b.start <= _CAPTION]
        headers = [b for b in before[-1:] if b.kind == "row" and not spans]
        spans = [(b.start, b.end) for b in (*captions, *headers)] + spans
        section = self._layout.blocks[number].section
        while section >= 0:
            heading = self._layout.blocks[section]
            spans.insert(0, (heading.start, heading.end))
            section = heading.section
        return "".join("".join(self._layout.text[slice(*span)] for span in spans).split())

    def _row(self, form: Form, label: str) -> FormRow | None:
        for row in form.rows:
            if row.label.search(label):
                return row
        return FormRow(form.above, label[:LONGEST], form.columns) if form.others else None

    def _decision(self, form: Form, row: FormRow, column: FormColumn) -> Decision:
        if not column.indicator:
            return Decision("", "", Part(""), "level", 1, 0.0, "none")
        indicator = self._catalogue.indicators[column.indicator]
        measure: Measure = next(name for name in get_args(Measure) if name == column.measure)
        words = f"{row.part}{column.part}"[: 2 * LONGEST]
        part = Part(words, by_class=True)
        return Decision(
            indicator.id, indicator.frame or FRAMELESS + indicator.id, part, measure, 1, _SCORE, f"form:{form.id}"
        )
