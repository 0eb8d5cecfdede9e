"""The report with its numbers marked, as one element of the page: click or arrow keys choose a number.

The browser builds the text with `textContent`, so nothing that a report says is ever read as markup. Streamlit's
HTML element cannot scroll to a number nor report a click without loading the page anew; this one does both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

_HTML = '<article class="reader" tabindex="-1"></article>'

_CSS = """
.reader { line-height: 2; font-size: 1rem; overflow-wrap: anywhere; color: var(--st-text-color);
  font-family: var(--st-font); outline: none; }
.reader p, .reader h2, .reader h3, .reader h4 { margin: 0 0 0.6em; white-space: pre-wrap; }
.reader h2 { font-size: 1.25rem; line-height: 1.5; } .reader h3 { font-size: 1.1rem; } .reader h4 { font-size: 1rem; }
mark { color: inherit; --hue: #8a94a0; background: color-mix(in srgb, var(--hue) 24%, transparent);
  border-bottom: 2px solid var(--hue); border-radius: 2px; padding: 1px 1px 0; cursor: pointer;
  scroll-margin-top: 28vh; scroll-margin-bottom: 50vh; }
mark.likely { border-bottom-style: dashed; }
mark.unsure { border-bottom-style: dotted; }
mark.faint { background: none; border-bottom-color: color-mix(in srgb, var(--hue) 45%, transparent); }
mark.rejected { text-decoration: line-through; }
mark.unread { background: none; border-bottom: 1px dotted currentColor; cursor: help; }
mark.picked { background: color-mix(in srgb, #f2b01e 50%, transparent); box-shadow: 0 0 0 3px #b8860b;
  font-weight: 650; }
mark:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""

_JS = """
const HEADINGS = ['p', 'h2', 'h3', 'h4'];

function markOf(run) {
  const mark = document.createElement('mark');
  mark.textContent = run.text;
  mark.title = run.tip;
  mark.className = run.kind;
  if (run.hue) mark.style.setProperty('--hue', run.hue);
  if (run.name) {
    mark.dataset.name = run.name;
    mark.setAttribute('role', 'button');
    mark.setAttribute('aria-label', run.text + ', ' + run.tip);
    mark.tabIndex = -1;
  }
  return mark;
}

function nodeOf(run) {
  return run.kind ? markOf(run) : document.createTextNode(run.text);
}

function build(root, data) {
  const parts = data.paragraphs.map((paragraph) => {
    const element = document.createElement(HEADINGS[Math.min(paragraph.level, 3)]);
    element.dataset.start = paragraph.start;
    if (paragraph.lead.length) {
      const lead = document.createElement('strong');
      lead.append(...paragraph.lead.map(nodeOf));
      element.append(lead);
    }
    element.append(...paragraph.runs.map(nodeOf));
    return element;
  });
  root.replaceChildren(...parts);
}

function pick(root, name, scroll) {
  const marks = [...root.querySelectorAll('mark[data-name]')];
  let found = null;
  for (const mark of marks) {
    const here = name !== '' && mark.dataset.name === name;
    mark.classList.toggle('picked', here);
    mark.setAttribute('aria-pressed', String(here));
    mark.tabIndex = -1;
    if (here) found = mark;
  }
  const stop = found || marks[0];
  if (stop) stop.tabIndex = 0;
  if (found && scroll) {
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    found.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  }
}

function move(root, from, key) {
  const marks = [...root.querySelectorAll('mark[data-name]')];
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  const index = key === 'Home' ? 0 : key === 'End' ? marks.length - 1 : marks.indexOf(from) + step;
  const next = marks[Math.max(0, Math.min(index, marks.length - 1))];
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

// Offsets count characters, not the halves that JavaScript splits rare ones into.
const length = (text) => Array.from(text).length;

function selected(root) {
  const owner = root.getRootNode();
  const selection = owner.getSelection ? owner.getSelection() : document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return '';
  const range = selection.getRangeAt(0);
  const element = range.startContainer.parentElement?.closest('[data-start]');
  if (!element || !root.contains(element) || !element.contains(range.endContainer)) return '';
  const text = range.toString();
  if (!text.trim() || length(text) > 40) return '';
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = Number(element.dataset.start) + length(before.toString());
  return `${start}-${start + length(text)}`;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector('.reader');
  if (root.dataset.version !== data.version) {
    root.dataset.version = data.version;
    root.setAttribute('aria-label', data.label);
    build(root, data);
    root.dataset.picked = '';
  }
  const changed = root.dataset.picked !== data.picked;
  root.dataset.picked = data.picked;
  pick(root, data.picked, changed);
  const choose = (mark) => {
    root.dataset.picked = mark.dataset.name;
    pick(root, mark.dataset.name, false);
    setTriggerValue('picked', mark.dataset.name);
  };
  root.onclick = (event) => {
    const mark = event.target.closest('mark[data-name]');
    if (mark) choose(mark);
  };
  root.onmouseup = root.ontouchend = () => setTimeout(() => {
    const span = selected(root);
    if (span && span !== root.dataset.selected) {
      root.dataset.selected = span;
      setTriggerValue('selected', span);
    }
  });
  root.onkeydown = (event) => {
    const mark = event.target.closest('mark[data-name]');
    if (!mark) return;
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(mark); }
    if (/^(Arrow|Home|End)/.test(event.key)) { event.preventDefault(); move(root, mark, event.key); }
  };
}
"""


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    return st.components.v2.component("fazhi_reader", html=_HTML, css=_CSS, js=_JS)


def show_reader(
    key: str, data: dict[str, Any], on_pick: Callable[[str], None], on_select: Callable[[str], None]
) -> None:
    """Shows the marked text; `on_pick` is called with the name of a chosen number, `on_select` with a selected span.

    Args:
        data: `version` (changes with the text or its marks), `label` for screen readers, `picked` (a name or ""),
            and `paragraphs` with `start` (of the line in the text), `level`, `lead` (runs of a heading in the line) and
            `runs`; a run has `text`, and `kind`, `name`, `tip`, `hue` if marked.
    """

    def picked() -> None:
        on_pick(str(st.session_state[key].picked or ""))

    def selected() -> None:
        on_select(str(st.session_state[key].selected or ""))

    _component()(key=key, data=data, on_picked_change=picked, on_selected_change=selected)
