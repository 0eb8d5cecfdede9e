"""References to one report, ready to copy.

In: what the store knows of a document. Out: one line. What is not known is left out, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A report as a reference names it; empty where unknown. Dates are 2026-11-24."""

    issuer: str
    title: str
    published: str = ""
    url: str = ""
    accessed: str = ""


def cite_gbt7714(work: Work) -> str:
    """The reference in the form of GB/T 7714-2015 for reports: [R], or [R/OL] where it is on the web.

    Source: GB/T 7714-2015, 4.6 (electronic resources) and appendix A.5 (reports).
    """
    kind = "[R/OL]" if work.url else "[R]"
    dates = (f"({work.published})" if work.published else "") + (f"[{work.accessed}]" if work.accessed else "")
    parts = (work.issuer, f"{work.title}{kind}", dates, work.url)
    return ". ".join(part for part in parts if part) + "."


def cite_plain(work: Work, figure: str) -> str:
    """The figure and where it stands, in one sentence that a footnote can take over."""
    place = ", ".join(part for part in (work.issuer, work.title, work.published, work.url) if part)
    return f"{figure} ({place})"
