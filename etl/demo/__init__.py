"""The invented panel (演示数据): fictional places, their reports as texts, and the truth about every figure.

In: settings with a seed. Out: the panel as arrays (`invent_panel`), and each report as text with its truth
(`write_reports`). Nothing here reads or writes files but the declared words.
"""

from etl.demo.model import PLANTED, DemoRegion, Panel, Settings
from etl.demo.panel import invent_panel, load_demo

__all__ = ["PLANTED", "DemoRegion", "Panel", "Settings", "invent_panel", "load_demo"]
