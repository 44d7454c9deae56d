"""docs/loaders.md has every column of every file, and its example rows can be loaded."""

import re
from pathlib import Path

import pytest

from accounts.formats.accounts import LAYOUTS as ACCOUNT_LAYOUTS
from billing.formats.tax import LAYOUT as TAX
from revenues.kernel import columns, mapping
from revenues.kernel.csvfile import cut
from valuation.formats.properties import LAYOUTS as PROPERTY_LAYOUTS

PAGE = (Path(__file__).parents[2] / "docs" / "loaders.md").read_text(encoding="utf-8")
LAYOUTS = (*PROPERTY_LAYOUTS, *ACCOUNT_LAYOUTS, TAX)


def table(layout):
    rows = [
        f"| `{c.name}` | {c.words} | {'yes' if c.required else ''} | {c.example} |" for c in layout.columns
    ]
    return "\n".join(["| column | what it holds | needed | example |", "|---|---|---|---|", *rows])


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.kind)
def test_every_column_is_documented(layout):
    assert table(layout) in PAGE


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.kind)
def test_the_example_after_the_table_is_right(layout):
    example = re.search(r"```\n(.*?)```", PAGE[PAGE.index(table(layout)) :], re.DOTALL)[1]
    read = columns.read(cut(example.encode(), file="example.csv"), layout)
    assert not read.problems.told
    assert read.rows


def test_the_mapping_shown_is_right():
    shown = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    kinds = {layout.kind: layout.names for layout in LAYOUTS}
    _, problems = mapping.parse(shown.encode(), file="map.yaml", kinds=kinds)
    assert not problems.told


def test_every_kind_of_file_may_be_mapped():
    assert {layout.kind for layout in LAYOUTS} == set(mapping.FILES)
