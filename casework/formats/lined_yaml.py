"""YAML as officers write it, with the line of every key and value kept, so that a mistake can be shown where it is.

Plainer than YAML 1.1: only ``true`` and ``false`` are truths (so that ``on:`` is a word), only runs of digits are
numbers (so that ``2556.87`` stays exact text and never becomes a float), and dates stay text until they are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from revenues.kernel.errors import DomainError, Problem

Path = tuple[str | int, ...]
BOOL, INT, NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null"
DEEPEST = 12


class UnreadableYaml(DomainError):
    """A text that is not YAML, or not of the plain kind that is read here."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Lined:
    """A document of plain dicts, lists, texts, whole numbers and truths; ``lines`` has the line of each path."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)


class _Plain(yaml.SafeLoader):
    """SafeLoader with fewer implicit types, and no aliases: what is written is what is meant."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases are not used here", mark)
        return super().compose_node(parent, index)


_Plain.yaml_implicit_resolvers = {}
_Plain.add_implicit_resolver(BOOL, re.compile(r"^(?:true|false)$"), list("tf"))
_Plain.add_implicit_resolver(INT, re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_Plain.add_implicit_resolver(NULL, re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def read(text: str, *, file: str) -> Lined:
    """Read one document. Keys become text.

    Raises:
        UnreadableYaml: naming file and line: a syntax error, a key given twice, an anchor, a document of nothing.
    """
    try:
        node = yaml.compose(text, Loader=_Plain)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise UnreadableYaml(Problem(file, line, "", f"this is not YAML: {error.problem}")) from error
    except yaml.YAMLError as error:
        raise UnreadableYaml(Problem(file, 0, "", f"this is not YAML: {error}")) from error
    if node is None:
        raise UnreadableYaml(Problem(file, 0, "", "the file holds nothing"))
    lines: dict[Path, int] = {}
    return Lined(_plain(node, (), lines, file), lines)


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST:
        raise UnreadableYaml(Problem(file, lines[path], "", f"nested more than {DEEPEST} deep"))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, file)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, place), lines, file) for place, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int], file: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, child in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise UnreadableYaml(Problem(file, line, "", "a key must be a word"))
        key = str(key_node.value)
        if key in found:
            raise UnreadableYaml(Problem(file, line, key, "this key is given twice"))
        lines[*path, key] = line
        found[key] = _plain(child, (*path, key), lines, file)
    return found


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if node.tag == INT:
        return int(text)
    if node.tag == BOOL:
        return text == "true"
    return None if node.tag == NULL else text
