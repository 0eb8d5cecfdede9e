"""The invented panel (演示数据): fictional places, their reports as texts, and the truth about every figure.

In: settings with a seed. Out: the panel as arrays (`invent_panel`), and each report as text with its truth
(`write_reports`). Nothing here reads or writes files but the declared words.
"""

from etl.demo.compose import DemoReport, TrueFigure, is_demo_text, write_reports
from etl.demo.model import PLANTED, DemoRegion, Panel, Settings
from etl.demo.panel import invent_panel, load_demo

__all__ = [
    "PLANTED", "DemoRegion", "DemoReport", "Panel", "Settings", "TrueFigure", "invent_panel",
    "is_demo_text", "load_demo", "write_reports",
]  # fmt: skip
