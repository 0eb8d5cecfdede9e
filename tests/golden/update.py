"""Writes the golden files anew: `python -m tests.golden.update`; then review the difference with git before committing."""

from __future__ import annotations

from etl.knowledge import load_knowledge
from tests.golden.rows import FOLDER, render, seed_sources


def main() -> None:
    """Write one CSV for each seed report, and say which changed."""
    knowledge = load_knowledge()
    for name, source in seed_sources().items():
        path = FOLDER / f"{name}.csv"
        text = render(source, knowledge)
        changed = not path.exists() or path.read_text(encoding="utf-8") != text
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{'changed' if changed else 'same   '} {path.name}")


if __name__ == "__main__":
    main()
