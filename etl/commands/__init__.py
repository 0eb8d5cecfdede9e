"""One module per command of `python -m etl`; what they share of the terminal is in `terminal.py`."""
