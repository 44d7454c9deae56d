"""Every rule is named, cited and tested; every number of the law is referenced and used; neither needs Django."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.tidy.tree import APPS, apps, sources

CERTAINTIES = frozenset({"S", "K", "S+K"})
ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)+$")
LONGEST_SUMMARY = 160


def check(root: Path) -> list[str]:
    """Rules without provision, certainty, sentence, test or known parameters; parameters unreferenced or unused."""
    found, failure = registry(root)
    if failure:
        return [failure]
    known = found["parameters"]
    problems = [f"the rules load {', '.join(found['heavy'])}; rules are pure"] if found["heavy"] else []
    tested = tests_of_law(root)
    for rule in found["rules"]:
        problems += [f"rule {rule['id']} ({rule['module']}): {what}" for what in _rule(rule, known, tested)]
    for name, parameter in known.items():
        if not parameter["source"] or not all(parameter["reference"]):
            problems.append(f"parameter {name}: needs a source and a reference")
    used = used_parameters(root, known, found["rules"])
    return problems + [
        f"parameter {name}: no rule and no code uses it" for name in sorted(known.keys() - used)
    ]


def registry(root: Path) -> tuple[dict[str, Any], str]:
    """The rules and parameters of a tree, read by a fresh interpreter; or the reason why they cannot be read."""
    if not (root / "revenues" / "kernel" / "rules.py").exists():
        return {"rules": [], "parameters": {}, "heavy": []}, ""
    script = Path(__file__).with_name("registry.py")
    ended = subprocess.run(
        [sys.executable, "-I", str(script), str(root), *APPS],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
    )
    if ended.returncode:
        return {}, f"the rules cannot be loaded: {ended.stderr.strip().splitlines()[-1]}"
    loaded: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return loaded, ""


def _rule(rule: Mapping[str, Any], known: Mapping[str, Any], tested: frozenset[str]) -> list[str]:
    problems = []
    if not ID.match(rule["id"]):
        problems.append("an id is words of small letters and digits, joined by hyphens")
    if not rule["provision"].strip():
        problems.append("has no provision: cite where the law says it")
    if rule["certainty"] not in CERTAINTIES:
        problems.append(f"certainty {rule['certainty']!r} is none of S, K, S+K")
    summary = rule["summary"]
    if not summary.endswith(".") or len(summary) > LONGEST_SUMMARY:
        problems.append("the first line of its docstring is a sentence for people, with a full stop")
    problems += [f"no parameter is called {name}" for name in rule["parameters"] if name not in known]
    if rule["id"].replace("-", "_") not in tested:
        problems.append(f"no test under tests/law carries its name (test_{rule['id'].replace('-', '_')})")
    return problems


def tests_of_law(root: Path) -> frozenset[str]:
    """The names that tests under tests/law carry, without ``test_``: of their files, or of functions."""
    names = set()
    for source in sources(root):
        if source.path.startswith("tests/law/"):
            found = [
                source.parts[-1],
                *(node.name for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)),
            ]
            names |= {name.removeprefix("test_") for name in found if name.startswith("test_")}
    return frozenset(names)


def used_parameters(root: Path, known: Mapping[str, Any], rules: list[dict[str, Any]]) -> set[str]:
    """Parameters that a rule declares, or that a module names: whole, or by its file's prefix and its own name."""
    used = {name for rule in rules for name in rule["parameters"]}
    for source in apps(root):
        words = {
            node.value
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Constant) and type(node.value) is str
        }
        if not any("." in word for word in words):
            continue
        for name in known.keys() - used:
            prefix, _, last = name.rpartition(".")
            if name in words or (f"{prefix}." in words and last in words):
                used.add(name)
    return used & known.keys()
