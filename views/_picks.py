"""What a click on a mark does: the observation goes into the address, from where the source panel opens."""

from __future__ import annotations

import streamlit as st

from views._state import View, write_parameters

_CLOSED = "closed_panels"


def pick_key(view: View, name: str) -> str:
    """The key of a chart or table that can be clicked; a new one after each closed panel: no mark stays picked."""
    return f"{view.page}:{name}:{st.session_state.get(_CLOSED, 0)}"


def pick_from_chart(view: View, key: str) -> None:
    """Callback of a chart: takes the observation of the clicked mark."""
    points = st.session_state[key].selection.points
    data = points[0].get("customdata") if points else None
    picked = next(iter(data.values() if isinstance(data, dict) else data), "") if data else ""
    write_parameters(view, {"obs": str(picked or "")})


def clear_pick(view: View) -> None:
    """Takes the observation out of the address and forgets what was clicked."""
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1
    write_parameters(view, {"obs": ""})
