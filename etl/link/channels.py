"""Numbers of one indicator that name where things were made public: beside one another, or the total, they are parts.

主动公开政府信息905条…微博公开566条: a channel is the whole only where it is the only one that a report tells of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from etl.knowledge.catalogue import Catalogue
from etl.model import Link


def mark_channels(links: Sequence[Link], channels: Mapping[int, str], catalogue: Catalogue) -> Iterator[Link]:
    """The links of a document, with the channels that stand beside another number of their indicator as parts.

    Args:
        channels: the channel that stands before each quantity, by its position.
    """
    wholes: dict[str, set[str]] = {}
    for link in links:
        if _is_whole(link, catalogue):
            wholes.setdefault(link.indicator, set()).add(channels.get(link.quantity, ""))
    for link in links:
        channel = channels.get(link.quantity, "")
        beside = wholes.get(link.indicator, set()) - {channel}
        yield link._replace(breakdown=channel) if channel and beside and _is_whole(link, catalogue) else link


def _is_whole(link: Link, catalogue: Catalogue) -> bool:
    channelled = bool(link.indicator) and catalogue.indicators[link.indicator].has_channels
    return channelled and link.measure == "level" and not link.breakdown
