"""The index: one page of HTML that filters without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from stillmark.gui.gallery.command import Drawn

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Stillmark: every screen in every state</title>
<style>
  body {{ font: 16px/1.45 system-ui, sans-serif; margin: 24px; color: CanvasText; background: Canvas; }}
  form {{ position: sticky; top: 0; padding: 12px 0; background: Canvas; display: flex; gap: 16px;
    flex-wrap: wrap; }}
  label {{ display: flex; gap: 8px; align-items: center; }}
  select, input {{ font: inherit; padding: 4px 8px; min-height: 32px; }}
  main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(380px, 1fr)); gap: 24px; }}
  figure {{ margin: 0; }}
  figure img {{ width: 100%; height: auto; border: 1px solid GrayText; }}
  [hidden] {{ display: none; }}
</style>
<h1>Every screen in every state</h1>
<p>{count} pictures. Names are SCREEN-STATE-LANGUAGE-THEME-SCALE.</p>
<form>{filters}<label>Words <input type="search" name="words"></label> <output role="status"></output></form>
<main>
{figures}
</main>
<script>
  const form = document.querySelector("form"), figures = [...document.querySelectorAll("figure")];
  function filter() {{
    let shown = 0;
    for (const figure of figures) {{
      const fits = [...form.querySelectorAll("select")].every(
        (one) => !one.value || figure.dataset[one.name] === one.value);
      const words = form.words.value.toLowerCase();
      figure.hidden = !fits || !figure.textContent.toLowerCase().includes(words);
      shown += figure.hidden ? 0 : 1;
    }}
    form.querySelector("output").textContent = shown + " shown";
  }}
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
</script>
</html>
"""


def write_index(file: Path, drawn: Sequence[Drawn]) -> None:
    """Write the index of these pictures."""
    filters = (
        _filter("Screen", "screen", (one.screen for one in drawn)),
        _filter("Language", "language", (one.language for one in drawn)),
        _filter("Theme", "theme", (one.theme for one in drawn)),
        _filter("Scale", "scale", (one.scale for one in drawn)),
    )
    page = _PAGE.format(
        count=len(drawn), filters="".join(filters), figures="\n".join(_figure(one) for one in drawn)
    )
    file.write_text(page, "utf-8")


def _filter(title: str, name: str, values: Iterable[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in dict.fromkeys(values))
    return f'<label>{title} <select name="{name}"><option value="">all</option>{options}</select></label> '


def _figure(one: Drawn) -> str:
    name = one.file.removesuffix(".png")
    return (
        f'<figure data-screen="{one.screen}" data-language="{one.language}" data-theme="{one.theme}" '
        f'data-scale="{one.scale}"><a href="{one.file}"><img src="{one.file}" alt="{escape(one.alt)}" '
        f'loading="lazy" width="{one.width}" height="{one.height}"></a>'
        f"<figcaption><strong>{name}</strong><br>{escape(one.alt)}</figcaption></figure>"
    )
