"""The choice of peers by likeness: a region, the indicators that measure it, and the regions nearest to it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.peers import choose_yardsticks, find_nearest
from views._choices import Scope, in_scope, region_labels
from views._data import Tables
from views._format import plain
from views._source import indicator_names
from views._state import NOTHING, SEPARATOR, Choice, View, choose_many, choose_one

NEIGHBOURS = 15
YARDSTICKS = 6


def choose_neighbours(view: View, tables: Tables, year: int, scope: Scope) -> pd.DataFrame | None:
    """Shows the choice; gives place, distance and shared of the region and its nearest, or None if none is chosen."""
    words, names = view.words, {NOTHING: view.words("neighbours.none"), **region_labels(tables)}
    centre = choose_one(view, Choice("near", words("neighbours.near"), list(names), NOTHING, names))
    if centre == NOTHING:
        return None
    wholes = in_scope(tables.wholes(year, scope.sure), scope)
    default = choose_yardsticks(wholes, centre, YARDSTICKS)
    labels = indicator_names(view, tables)
    choice = Choice(
        "yardsticks", words("neighbours.yardsticks"), list(labels), SEPARATOR.join(default), labels, keep=True
    )
    chosen = choose_many(view, choice, YARDSTICKS)
    nearest = find_nearest(wholes, centre, list(chosen), NEIGHBOURS)
    key = "neighbours.found" if len(nearest) else "neighbours.nobody"
    st.caption(plain(words(key, region=names[centre], count=len(nearest), shared=len(chosen))))
    own = pd.DataFrame({"place": [centre], "distance": [0.0], "shared": [len(chosen)]})
    return pd.concat([own, nearest], ignore_index=True)
