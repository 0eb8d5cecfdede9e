"""One number as it was scanned, before lists and ranges are joined."""

from __future__ import annotations

from typing import NamedTuple

from etl.model import Quantity


class Found(NamedTuple):
    """A scanned number.

    `scale` is what its printed 万 or unit multiplies it by; `is_bare`: neither unit nor scale is printed; `is_han`:
    printed as a numeral; `is_single`: as a single sign; `is_bounded`: a bound word stands in front.
    """

    quantity: Quantity
    scale: float = 1.0
    is_bare: bool = False
    is_han: bool = False
    is_single: bool = False
    is_bounded: bool = False
